"""Who is told of a case when: whose turn it is, and its member; once for each step, without anybody's name."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.casework import actions
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.notices.models import MailChoice, Message, Outgoing, Webhook
from tests import canaries
from tests.statements import statements_sent

NAME, PHONE, PLACE = "欧阳独一", "15498765432", "独一村三组八号"


@pytest.fixture
def case(make, people):
    """A case of 陈立平's with an asker who must not be named outside; the clerk, unit and handler have seats."""
    contact = make(Contact, member_id=people.member.member.id)
    for name in ("clerk", "director", "unit_leader", "handler", "other_unit_leader"):
        assert getattr(people, name)
    made = make(
        Case, contact_id=contact.id, title=f"{PLACE}{NAME}家门口没有路灯", text=f"{NAME}说夜里看不见，电话 {PHONE}",
        asker_name=NAME, asker_phone=PHONE, place=PLACE, suggestion="装一盏",
    )  # fmt: skip
    canaries.found.clear()  # the number stands in the words that were typed
    return made


def hand_over(case, people):
    """The clerk gives it to the unit."""
    cells = {"unit_id": people.unit_leader.seat.organisation_id, "kind": "意见建议", "urgency": "一般"}
    return actions.make_move(case, "hand_over", people.clerk.actor, case.version, **cells)


def unread(db, person) -> list[tuple[str, str]]:
    """`(kind, title)` of what waits in his inbox."""
    mine = select(Message.kind, Message.title).where(Message.user_id == person.user.id, Message.read_at.is_(None))
    return [tuple(row) for row in db.session.execute(mine.order_by(Message.id))]


def test_the_next_and_the_member_are_told_and_the_actor_is_not(db, case, people):
    hand_over(case, people)
    assert unread(db, people.unit_leader) == [("turn", f"诉求 {case.number} 轮到您办：待审批")]
    assert unread(db, people.member) == [("progress", f"诉求 {case.number} 有进展：转办")]
    for name in ("clerk", "director", "handler", "other_unit_leader"):
        assert not unread(db, getattr(people, name))


def test_whose_turn_is_over_is_asked_no_more(db, case, people):
    hand_over(case, people)
    actions.make_move(
        case, "decline", people.unit_leader.actor, case.version, reason="不是我们的职责", decline_kind="改派",
        proposed_unit_id=people.other_unit_leader.seat.organisation_id,
    )  # fmt: skip
    assert not unread(db, people.unit_leader)
    assert [kind for kind, _title in unread(db, people.director)] == ["turn"]
    assert unread(db, people.member) == [("progress", f"诉求 {case.number} 有进展：申请退回")], "the latest is enough"


def test_taking_back_tells_nobody_that_it_is_his_turn_still(db, case, people):
    hand_over(case, people)
    actions.take_back(case, people.clerk.actor)
    assert not unread(db, people.unit_leader)
    (told,) = unread(db, people.member)
    assert told == ("progress", f"诉求 {case.number} 有进展：撤回")


def test_a_step_that_stays_tells_the_member_only(db, case, people):
    case.state, case.unit_id = "handling", people.unit_leader.seat.organisation_id
    case.handler_id, case.transferred_on = people.handler.user.id, clock.today()
    actions.make_move(case, "handle", people.handler.actor, case.version, progress="去现场看过")
    assert not unread(db, people.unit_leader)
    assert len(unread(db, people.member)) == 1


def test_nothing_of_the_asker_stands_in_messages_or_letters(db, case, people, make):
    for name in ("unit_leader", "member"):
        user = getattr(people, name).user
        make(MailChoice, user_id=user.id, address="a@example.org", digest_at=clock.now(), ways={"progress": "at_once"})
    unit = people.unit_leader.seat.organisation_id
    make(Webhook, organisation_id=unit, robot="wecom", address="https://example.org/", made_at=clock.now())
    hand_over(case, people)
    letters = db.session.execute(select(Outgoing.__table__)).all()
    told = db.session.execute(select(Message.__table__)).all()
    assert len(letters) == 3 and len(told) == 2
    secrets = (NAME, PHONE, PHONE[-4:], PLACE, "独一", case.title, "路灯", people.member.user.name, "a@example.org")
    for row in (*letters, *told):
        words = "".join(str(cell) for cell in row if isinstance(cell, str))
        assert not [secret for secret in secrets if secret in words], words


def test_telling_takes_few_statements(db, case, people):
    with statements_sent() as sent:
        hand_over(case, people)
    telling = [one for one in sent if "message" in one or "outbox" in one or "mail_choice" in one or "webhook" in one]
    assert len(telling) <= 8, telling
