"""Cases brought to a state by the real verbs, each by the person whose turn it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from liaison.casework import actions
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Category, Organisation, Section
from tests.factories import first, make_row

SURVEY = "11月4日下午到现场看过，过了约 260 辆车，没有人疏导。"
SUGGESTION = "装红绿灯；灯装好之前，放学时段派人疏导。"


def housing() -> Any:
    """市住房和城乡建设局, whose people the fixtures name."""
    return first(Organisation, name="市住房和城乡建设局")


def opened(people: Any, **filled: Any) -> Case:
    """A case as the member's phone opens it: 待凝心, or 待转办 where survey and suggestion are there."""
    contact = make_row(Contact, member_id=people.member.member.id, talk="路口没有红绿灯，放学时车流混杂。")
    category = first(Category, name="交通信号标线")
    cells = {
        "title": "刘圩村路口没有红绿灯", "text": "村口的路口没有红绿灯，下午放学时电动车、货车混着走。",
        "category_id": category.id, "committee_id": first(Organisation, name="曲塘镇政协工委").id,
    }  # fmt: skip
    return actions.open_case(contact, people.member.actor, **{**cells, **filled})


def sheets(people: Any) -> list[tuple[str, str, Any, dict[str, Any]]]:
    """`(state it starts from, verb, who, cells)` of the smooth way."""
    section = first(Section, organisation_id=housing().id, name="城建科")
    finished = {
        "first_talk_on": clock.today(), "first_talk_by": "电话", "talk": "电话",
        "progress": "和公安局到路口看过，定了方案。", "result_text": "红绿灯已经装好，疏导岗每天到岗。",
        "result": "A 已解决或基本解决", "adoption": "采纳",
    }  # fmt: skip
    told = {"told_on": clock.today(), "told_by": "电话", "attitude": "理解接受", "told": "告诉他灯装好了"}
    return [
        ("to_hand_over", "hand_over", people.clerk, {"unit_id": housing().id, "opinion": "请尽快到现场看"}),
        ("to_approve", "approve", people.unit_leader, {
            "section_id": section.id, "handler_id": people.handler.user.id, "opinion": "同意承办",
        }),
        ("handling", "finish", people.handler, finished),
        ("to_sign", "sign", people.unit_leader, {}),
        ("to_check", "pass_check", people.clerk, {"opinion": "已到现场核查"}),
        ("to_reply", "reply", people.handler, {"reply_text": "红绿灯 12 月 10 日前装好。"}),
        ("to_forward", "forward_reply", people.clerk, {}),
        ("to_confirm", "tell_asker", people.member, told),
    ]  # fmt: skip


def brought_to(state: str, people: Any, **filled: Any) -> Case:
    """A case that stands in a state of the smooth way."""
    case = opened(people, **{"survey": SURVEY, "suggestion": SUGGESTION, **filled})
    for start, verb, person, cells in sheets(people):
        if case.state == state:
            return case
        assert case.state == start
        actions.advance(case, verb, person.actor, **cells)
    assert case.state == state, case.state
    return case


RATED = {"work": "满意", "outcome": "满意", "solved": "是"}
ANGRY = {"work": "基本满意", "outcome": "不满意", "solved": "否", "reasons": ["没有解决"], "wants_redo": "y"}
HEARD = {"way": "电话回访", "rated_on": date(2026, 9, 1), "asked": "周桂芳"}
