"""What the people of the demo fill in at each move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import select

from liaison.access import Role
from liaison.casework import queries
from liaison.casework.models import Case
from liaison.casework.queries.merging import suspects
from liaison.casework.sheets.steps import DECLINE_KINDS, RESULTS
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.demo.cast import holder, organisation_named
from liaison.orgs.models import Organisation

GRADES: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "满意": ("满意", "满意", "是"),
    "基本满意": ("满意", "基本满意", "部分解决"),
    "不满意": ("基本满意", "不满意", "否"),
})
PLANNED = timedelta(days=60)
MORE_DAYS = 2


class Told(Protocol):
    """A story as far as its cells need it: its case, and the next text of a column that has one for each round."""

    @property
    def case(self) -> Case:
        """The case."""

    def text(self, key: str) -> str:
        """The next text of a column."""


Cells = dict[str, Any]


def hand_over(story: Told) -> Cells:
    """To the unit that the inbox suggests, with those who help."""
    names = [name for name in story.text("co_units").split("、") if name]
    helping = db.session.scalars(select(Organisation.id).where(Organisation.name.in_(names)))
    unit_id = queries.suggested_unit_ids([story.case])[story.case.id]
    return {"unit_id": unit_id, "co_unit_ids": list(helping), "opinion": "请按期办理，办理前先和诉求人联系一次。"}


def supplement(story: Told) -> Cells:
    """The sheet of step 2 as it stands, with what was asked for."""
    keys = [column.key for column in CASEWORK.by_verb["supplement"].columns]
    return {key: getattr(story.case, key, None) for key in keys}


def approve(story: Told) -> Cells:
    """To the section in which the unit's first handler sits."""
    seat = holder(Role.HANDLER, story.case.unit_id or 0)
    if seat is None:
        raise LookupError(f"{story.case.unit} has no handler")
    return {"section_id": seat.section_id, "handler_id": seat.user_id, "opinion": "请尽快联系诉求人，到现场看一看。"}


def decline(story: Told) -> Cells:
    """Somebody else's matter where another unit is named, else in want of facts."""
    other = story.text("proposed")
    if not other:
        return {"decline_kind": DECLINE_KINDS[0], "reason": story.text("reason")}
    unit_id = organisation_named(other).id
    return {"decline_kind": DECLINE_KINDS[1], "reason": story.text("reason"), "proposed_unit_id": unit_id}


def reassign(story: Told) -> Cells:
    """To the unit that was proposed."""
    return {"unit_id": story.case.proposed_unit_id, "opinion": "同意改派，请接办单位按原期限办理。"}


def merge(story: Told) -> Cells:
    """Into the case that looks like the same matter."""
    main, *_others = suspects(story.case)
    return {"merged_into_id": main.id, "reason": story.text("reason")}


def finish(story: Told) -> Cells:
    """The result, with what its grade asks for."""
    grade = story.text("result") or "A"
    filled = {
        "first_talk_on": clock.today() - timedelta(days=1), "talk": "电话", "result_text": story.text("result_text"),
        "result": next(words for words in RESULTS if words[0] == grade),
        "adoption": "采纳" if grade == "A" else "部分采纳",
    }  # fmt: skip
    if grade == "B":
        filled["planned_on"] = clock.today() + PLANNED
    if grade in "CD":
        filled["grounds"] = "现有条件达不到，已经向诉求人说明。"
    return filled


def ask_extension(story: Told) -> Cells:
    """A few days more, while something outside the unit is waited for."""
    until = working_days().add(story.case.due_on or clock.today(), MORE_DAYS)
    return {"reason": "要等另一个部门的批复。", "grounds": "已经书面报批，回执在案。", "extension_asked_until": until}


def reason(story: Told) -> Cells:
    """Why."""
    return {"reason": story.text("reason")}


def told(_story: Told) -> Cells:
    """The member tells the asker at once."""
    return {"told_on": clock.today(), "told_by": "电话", "attitude": "理解接受", "told": "把答复念给诉求人听了。"}


def rating(grade: str, story: Told) -> Cells:
    """What the asker answers; whoever is not satisfied says why."""
    work, outcome, solved = GRADES[grade]
    filled: Cells = {"work": work, "outcome": outcome, "solved": solved}
    if outcome == "不满意":
        filled |= {"reasons": ["没有解决"], "words": story.text("reason")}
    return filled


def heard(way: str, grade: str, story: Told) -> Cells:
    """What the asker answered on the telephone or face to face."""
    return {**rating(grade, story), "way": way, "rated_on": clock.today(), "asked": story.case.asker_name}


def fixed(**cells: Any) -> Callable[[Told], Cells]:
    """The same words in every story."""
    return lambda _story: dict(cells)


FILLED: Mapping[str, Callable[[Told], Cells]] = MappingProxyType({
    "hand_over": hand_over,
    "send_back": reason,
    "supplement": supplement,
    "refuse": lambda story: {"refusal": "已进入诉讼或仲裁", "explained": story.text("reason")},
    "settle": lambda story: {"reply_text": story.text("reply_text")},
    "void": reason,
    "merge": merge,
    "sign_out": fixed(opinion="同意转办。"),
    "approve": approve,
    "decline": decline,
    "rule_supplement": fixed(opinion="情况确实不全，请委员补充后再转。"),
    "rule_reassign": reassign,
    "rule_keep": fixed(opinion="属于本单位职责，请继续办理，期限不变。"),
    "settle_reassign": reassign,
    "settle_keep": fixed(opinion="经审定，由原单位办理。"),
    "handle": lambda story: {"progress": story.text("progress"), "talk": "电话"},
    "ask_extension": ask_extension,
    "grant_extension": fixed(opinion="同意。", asker_told=True),
    "co_opinion": fixed(opinion="我们负责的部分已经安排，会和主办单位一起到现场。"),
    "finish": finish,
    "return_work": reason,
    "sign": fixed(opinion="同意。"),
    "pass_check": fixed(opinion="已电话核实，情况属实。"),
    "reject_check": reason,
    "reply": lambda story: {"reply_text": story.text("reply_text")},
    "forward_reply": fixed(opinion="答复清楚，请委员转告诉求人。"),
    "return_reply": reason,
    "tell_asker": told,
    "close_unrated": fixed(opinion="过了评议期限没有回音，按未评价办结。"),
})  # fmt: skip


def filled(verb: str, story: Told) -> Cells:
    """The cells of a move; some have none."""
    return FILLED[verb](story) if verb in FILLED else {}
