"""Cases of this year, moved by the real verbs on days of their own."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from liaison.assignment.models import Pairing, Plan
from liaison.casework import actions
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Category, Organisation, Section
from liaison.roster.models import Representative
from tests.factories import first, make_row

FIRST_DAY = date(2026, 9, 1)
RESULT = {"talk": "电话", "result_text": "灯已经装好。", "result": "A 已解决或基本解决", "adoption": "采纳"}
TOLD = {"told_by": "电话", "attitude": "理解接受"}
CONTENT = {"work": "满意", "outcome": "满意", "solved": "是"}
ANGRY = {"work": "基本满意", "outcome": "不满意", "solved": "否", "reasons": ["没有解决"]}


class Life:
    """One case and the people around it. Each verb takes the day on which it is done."""

    def __init__(self, people: Any, day: date = FIRST_DAY, **contact: Any) -> None:
        self.people = people
        self.unit = first(Organisation, name="市住房和城乡建设局")
        with on(day):
            made = {"member_id": people.member.member.id, "contacted_on": day, "talk": "路灯不亮。", **contact}
            self.contact = make_row(Contact, **made)
            self.case: Case = actions.open_case(
                self.contact, people.member.actor, text="路灯不亮。", survey="到现场看过。", suggestion="换灯。",
                category_id=first(Category, name="路灯照明").id,
            )

    def move(self, verb: str, who: str, day: date, **filled: Any) -> Life:
        """One move of the flow chart."""
        with on(day):
            actions.advance(self.case, verb, getattr(self.people, who).actor, **filled)
        return self

    def hand_over(self, day: date) -> Life:
        """转办."""
        return self.move("hand_over", "clerk", day, unit_id=self.unit.id)

    def approve(self, day: date) -> Life:
        """审批交办."""
        section = first(Section, organisation_id=self.unit.id, name="城建科")
        return self.move("approve", "unit_leader", day, section_id=section.id, handler_id=self.people.handler.user.id)

    def decline(self, day: date) -> Life:
        """申退, which is granted: the member says more, and the committee may hand over again."""
        self.move("decline", "unit_leader", day, decline_kind="需要补充情况", reason="请写清楚哪几盏灯")
        self.move("rule_supplement", "director", day, opinion="同意")
        cells = {key: getattr(self.case, key) for key in ("title", "text", "kind", "category_id", "urgency", "place",
                                                          "asker_name", "survey", "suggestion")}  # fmt: skip
        return self.move("supplement", "member", day, **cells)

    def handle(self, day: date) -> Life:
        """The handler's result, signed by the leader."""
        self.move("finish", "handler", day, first_talk_on=day, **RESULT)
        return self.move("sign", "unit_leader", day)

    def tell(self, day: date) -> Life:
        """Check, reply, forward, tell the asker."""
        self.move("pass_check", "clerk", day).move("reply", "handler", day, reply_text="灯已经装好。")
        return self.move("forward_reply", "clerk", day).move("tell_asker", "member", day, told_on=day, **TOLD)

    def rate(self, day: date, grade: str = "满意", wants_redo: bool = False) -> Life:
        """The asker's own answer."""
        filled = {**(ANGRY if grade == "不满意" else CONTENT), "outcome": grade, "wants_redo": wants_redo}
        with on(day):
            code = actions.new_rating_code(self.case, self.people.member.actor)
            actions.rate_by_code(actions.ratings.code_row(code), **filled)
        return self

    def urge(self, day: date, level: str = "催办") -> Life:
        """A notice by the clerk."""
        with on(day):
            actions.urge(self.case, self.people.clerk.actor, level=level, cause="人工催办", demand="请抓紧办理")
        return self

    def take_back(self, day: date, who: str) -> Life:
        """Undo the last move within ten minutes."""
        with on(day):
            actions.take_back(self.case, getattr(self.people, who).actor)
        return self


def five_of(plan: Plan, member: Any, count: int = 5) -> list[int]:
    """The representatives whom a member keeps by a plan from the first day of its year on."""
    kept = [make_row(Representative).id for _ in range(count)]
    for slot, one in enumerate(kept, 1):
        make_row(Pairing, plan_id=plan.id, member_id=member.id, representative_id=one, slot=slot,
                 started_on=date(plan.year, 1, 1))  # fmt: skip
    return kept


def on(day: date, at: time = time(9)) -> Any:
    """It is that day."""
    return clock.set_clock(clock.at(day, at))


def later(days: int) -> date:
    """So many days after the first."""
    return FIRST_DAY + timedelta(days=days)
