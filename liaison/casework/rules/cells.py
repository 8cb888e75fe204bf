"""What a sheet needs beyond its required cells, and what can be derived where a cell was left empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from liaison.casework.sheets import steps as sheet
from liaison.casework.sheets import turns as turn
from liaison.core.workflow import Move

TITLE_LENGTH = 20


def derived_title(topic: str, village: str, note: str | None) -> str:
    """A title where none was typed: topic and village, or the beginning of the note."""
    first_words = re.split(r"[，。；！？\s]", note or "", maxsplit=1)[0][:TITLE_LENGTH]
    return first_words or f"{village}{topic}的诉求"


def with_usual(move: Move, case: Any, filled: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a sheet, those that nobody was asked for with what is usual or follows from the rest.

    A cell that was asked for and left empty stays empty.
    """
    usual = {column.key: usual_value(case, column) for column in move.columns if column.required}
    derived = DERIVED.get(move.verb, lambda _case, _filled: {})(case, filled)
    known = {key: value for cells in (usual, derived) for key, value in cells.items() if value is not None}
    return known | dict(filled)


def usual_value(case: Any, column: Any) -> Any:
    """What stands on the case already, else what the column begins with; nothing where it has no such beginning."""
    return None if column.default is None else getattr(case, column.key, None) or column.default


def _as_it_stands(case: Any, _filled: Mapping[str, Any]) -> dict[str, Any]:
    return {column.key: getattr(case, column.key, None) for column in sheet.CONSENSUS}


def _approving(case: Any, _filled: Mapping[str, Any]) -> dict[str, Any]:
    return {"internal_due_on": case.due_on}


def _reporting(_case: Any, filled: Mapping[str, Any]) -> dict[str, Any]:
    begun = f"{filled.get('first_talk_on')} {filled.get('talk')}，首次联系诉求人或委员。"
    return {"first_talk_by": filled.get("talk"), "progress": begun}


DERIVED = {
    "submit": _as_it_stands, "supplement": _as_it_stands, "approve": _approving,
    "finish": _reporting,
}  # fmt: skip


def still_missing(verb: str, kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    """`{cell: sentence}` of what a sheet lacks because of its other cells."""
    return CONDITIONS.get(verb, lambda _kind, _filled: {})(kind, filled)


def _declining(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if filled.get("decline_kind") == sheet.DECLINE_KINDS[1] and not filled.get("proposed_unit_id"):
        return {"proposed_unit_id": "请选建议改派给哪个单位"}
    return {}


def _finishing(kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    missing = {}
    grade = (filled.get("result") or " ")[0]
    if kind == "意见建议" and not filled.get("adoption"):
        missing["adoption"] = "请选意见建议采纳情况"
    if grade == "B" and not filled.get("planned_on"):
        missing["planned_on"] = "解决程度是 B，请填计划完成时间"
    if grade in "CD" and not filled.get("grounds"):
        missing["grounds"] = "解决程度是 C 或 D，请填不能解决的依据和说明"
    return missing


def _passing(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if not filled.get("section_id") and not filled.get("handler_id"):
        return {"section_id": "请选转给哪个科室或者哪位经办人"}
    return {}


def _rechecking(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if filled.get("recheck_result") == turn.RECHECKED[2] and not filled.get("grounds"):
        return {"grounds": "解决程度是 C，请填不能解决的依据和说明"}
    return {}


def _rating(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if "不满意" in (filled.get("work"), filled.get("outcome")) and not filled.get("reasons"):
        return {"reasons": "请选哪里不满意"}
    return {}


def _suggesting(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    missing = {}
    if not filled.get("asker_name") and not filled.get("is_anonymous"):
        missing["asker_name"] = "请填诉求人姓名，或勾选“匿名反映”"
    if filled.get("spot_answer") in sheet.ON_THE_SPOT[1:] and not filled.get("spot_text"):
        missing["spot_text"] = "请填答复协调的情况"
    return missing


def _telling(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if filled.get("attitude") == sheet.ATTITUDES[-1] and not filled.get("tries"):
        return {"tries": "请填联系了几次"}
    return {}


CONDITIONS = {
    "submit": _suggesting, "supplement": _suggesting, "decline": _declining, "finish": _finishing,
    "pass_within": _passing, "recheck": _rechecking,
    "tell_asker": _telling, "rate": _rating, "rate_redo": _rating, "rate_escalate": _rating,
}  # fmt: skip
