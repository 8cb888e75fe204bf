"""What a sheet needs beyond its required cells, and what can be derived where a cell was left empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from liaison.casework.sheets import steps as sheet

TITLE_LENGTH = 20


def derived_title(topic: str, village: str, note: str | None) -> str:
    """A title where none was typed: topic and village, or the beginning of the note."""
    first_words = re.split(r"[，。；！？\s]", note or "", maxsplit=1)[0][:TITLE_LENGTH]
    return first_words or f"{village}{topic}的诉求"


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


def _rating(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if "不满意" in (filled.get("work"), filled.get("outcome")) and not filled.get("reasons"):
        return {"reasons": "请选哪里不满意"}
    return {}


CONDITIONS = {
    "decline": _declining, "finish": _finishing,
    "rate": _rating, "rate_redo": _rating, "rate_escalate": _rating,
}  # fmt: skip
