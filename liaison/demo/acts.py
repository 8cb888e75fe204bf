"""What happens in the stories: contacts, cases, moves, answers and notices, by the verbs that the pages use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.access.table import allowed
from liaison.casework import actions
from liaison.casework.models import Case, UrgingNotice
from liaison.casework.workflow import CASEWORK
from liaison.contacts.actions import record_activity, record_contact
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.demo import cells, sheets
from liaison.demo.cast import actor_at, actor_named, actor_of, member_numbered
from liaison.demo.story import Story, people_at
from liaison.orgs.models import Category, Channel

VERBS: Mapping[str, str] = MappingProxyType({move.title: verb for verb, move in CASEWORK.by_verb.items()})
OFFICE, SUPERVISOR = "bangongshi", "duban"


def channel_id(short: str) -> int:
    """The way of contact that is called so for short."""
    return db.session.scalars(select(Channel.id).where(Channel.short == short)).one()


def meet(row: Mapping[str, Any]) -> None:
    """A contact without a request, or a meeting with several representatives."""
    member = member_numbered(row["member_no"])
    people, actor = people_at(member, row["slots"]), actor_of(member)
    filled = {
        "contacted_on": clock.today(), "channel_id": channel_id(row["channel"]), "talk": row["talk"],
        "topics": row["topics"].split(sheets.BETWEEN), "place": row["place"],
    }  # fmt: skip
    if len(people) > 1:
        record_activity(member, actor, people, title=row["activity"] or "", **filled)
    else:
        record_contact(member, people[0], actor, **filled)


def begin(story: Story) -> None:
    """The contact, and the case that the member opens at once."""
    row, actor = story.row, actor_of(story.member)
    category = db.session.scalars(select(Category).where(Category.name == row["category"])).one()
    text = story.placed(row["text"])
    contact = record_contact(
        story.member, story.person, actor, contacted_on=clock.today(), channel_id=channel_id(row["channel"]),
        topics=[category.topic], talk=text, has_request=True,
    )  # fmt: skip
    story.opened = actions.open_case(
        contact, actor, title=story.placed(row["title"]), text=text, category_id=category.id, urgency=row["urgency"],
        survey=row["survey"], suggestion=row["suggestion"],
    )  # fmt: skip


def play(story: Story, word: str) -> None:
    """One word of a story's way: a move by its title, an answer of the asker, or a notice."""
    if word in OTHERS:
        OTHERS[word](story)
        return
    verb = VERBS[word]
    given = actions.make_move(story.case, verb, actor_for(story.case, verb), **cells.filled(verb, story))
    if verb == "tell_asker":
        story.code = given


def actor_for(case: Case, verb: str) -> Actor:
    """Who makes this move: of all who may, the nearest to the work."""
    permission = CASEWORK.by_verb[verb].permission
    return next(actor for actor in people_around(case) if allowed(actor, permission, case))


def people_around(case: Case) -> Iterator[Actor]:
    """Those who have to do with a case, the nearest to the work first."""
    yield actor_of(case.member)
    if case.unit_id:
        yield actor_at(Role.HANDLER, case.unit_id)
        yield actor_at(Role.UNIT_LEADER, case.unit_id)
    yield from (actor_at(Role.UNIT_LEADER, one.organisation_id) for one in case.co_units)
    yield clerk_of(case)
    yield actor_at(Role.DIRECTOR, case.committee_id or 0)
    yield actor_named(OFFICE)


def clerk_of(case: Case) -> Actor:
    """The clerk of the committee or working group that a case goes through."""
    return actor_at(Role.CLERK, case.committee_id or 0)


def answer(grade: str, story: Story, *, wants_redo: bool = True) -> None:
    """The asker answers with the code on his slip."""
    row = actions.code_row(story.code)
    if row is None:
        raise Refused(f"{story.case}：评价码已经不能用了。")
    actions.rate_by_code(row, **cells.rating(grade, story), wants_redo=wants_redo)


def answer_on_telephone(grade: str, story: Story) -> None:
    """The clerk calls the asker and writes down what he says."""
    actions.rate_for_asker(story.case, clerk_of(story.case), **cells.heard("电话回访", grade, story))


def answer_face_to_face(grade: str, story: Story) -> None:
    """The asker tells the member."""
    actions.rate_for_asker(story.case, actor_of(story.case.member), **cells.heard("当面", grade, story))


def urge(level: str, story: Story) -> None:
    """A notice of the committee, or, from 督办 on, of the supervisor."""
    actor = actor_named(SUPERVISOR) if level == "督办" else clerk_of(story.case)
    actions.urge(story.case, actor, level=level, cause="人工催办", demand=story.text("reason"))


def last_notice(story: Story) -> UrgingNotice:
    """The notice issued last."""
    of_case = select(UrgingNotice).where(UrgingNotice.case_id == story.case.id)
    return db.session.scalars(of_case.order_by(UrgingNotice.id.desc()).limit(1)).one()


def answer_notice(story: Story) -> None:
    """The unit answers the last notice."""
    leader = actor_at(Role.UNIT_LEADER, story.case.unit_id or 0)
    actions.answer_notice(last_notice(story), leader, answer="已经安排专人办理，两天内报结果。")


def close_notice(story: Story) -> None:
    """The committee strikes the last notice off."""
    actions.close_notice(last_notice(story), clerk_of(story.case))


OTHERS: Mapping[str, Callable[[Story], None]] = MappingProxyType({
    "评议满意": partial(answer, "满意"),
    "评议基本满意": partial(answer, "基本满意"),
    "评议不满意": partial(answer, "不满意"),
    "评议不满意不再办": partial(answer, "不满意", wants_redo=False),
    "电话回访基本满意": partial(answer_on_telephone, "基本满意"),
    "当面评议满意": partial(answer_face_to_face, "满意"),
    "催办": partial(urge, "催办"),
    "督办": partial(urge, "督办"),
    "回话": answer_notice,
    "销号": close_notice,
})  # fmt: skip
