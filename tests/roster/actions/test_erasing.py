"""Erasing a person: his name is nowhere in the database any more, and every figure stands as before (PI-08, PI-10)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.audit.actions import record
from liaison.audit.models import Event, EventRedaction
from liaison.audit.verifying import verify
from liaison.casework.models import Case, StepRecord
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import Base
from liaison.notices.models import Message
from liaison.roster.actions.erasing import erase
from liaison.roster.actions.people import change_representative
from liaison.roster.models import Membership, Representative
from tests.factories import make_row

NAME, PHONE = "金丝雀", "16900007351"
TELLING = (NAME, PHONE, "169****7351", "1971-03", "金家粮行", "腿脚不便")


def needles(words=TELLING):
    """As files hold them."""
    return [one.encode() for one in words] + [one.encode("utf-16-le") for one in words]


def held_in(path):
    """Which of the words a file holds."""
    content = path.read_bytes()
    return {one.decode("utf-8", "ignore") for one in needles() if one in content}


@pytest.fixture
def canary(app, db, people):
    """She is known to libraries, contacts, cases, the log and messages."""
    person = make_row(
        Representative, name=NAME, phone=PHONE, birth="1971-03", unit_title="金家粮行店主", remark="腿脚不便，请上门",
    )  # fmt: skip
    make_row(Membership, representative_id=person.id, differing={"unit_title": "金家粮行", "birth": "1971-03"})
    db.session.refresh(person)
    change_representative(person, people.office.actor, person.version, birth="1971-04", remark="腿脚不便")
    contact = make_row(Contact, representative_id=person.id, member_id=people.member.member.id,
                       talk=f"{NAME}说路灯不亮，电话{PHONE}")  # fmt: skip
    case = make_row(Case, contact_id=contact.id, representative_id=person.id, asker_name=NAME, asker_phone=PHONE,
                    title=f"{NAME}反映路灯不亮", text=f"{NAME}：路灯坏了三个月")  # fmt: skip
    make_row(StepRecord, case_id=case.id, seq=1, step=1, round=1, verb="submit", actor_name="某", actor_role="member",
             acted_at=clock.now(), acted_on=clock.today(), shown={"诉求人": NAME, "电话": PHONE},
             filled={"asker_name": NAME})  # fmt: skip
    make_row(Message, title=f"{NAME}的诉求转来了", user_id=people.clerk.user.id, kind="case",
             body="", link="/cases", made_at=clock.now())  # fmt: skip
    record("case.change", case, people.office.actor, changes={"asker_name": ["某某", NAME]})
    db.session.commit()
    return person


def totals(db):
    """How many rows each table has, and the sums that figures are made of."""
    tables = {name for name in Base.metadata.tables if not name.startswith(("event", "tombstone"))}
    rows = {name: db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) for name in tables}
    by_town = db.session.execute(
        select(Representative.area_id, Representative.sector_id, func.count(Contact.id))
        .join(Contact, Contact.representative_id == Representative.id)
        .group_by(Representative.area_id, Representative.sector_id)
    ).all()  # fmt: skip
    return rows, sorted(map(tuple, by_town))


def test_nothing_tells_of_her_and_every_figure_stands(app, db, people, canary):
    folder, before, links = app.config["INSTANCE"], totals(db), verify().count
    stone = erase(canary, people.office.actor, "request", folder)
    db.session.commit()
    assert totals(db) == before
    person = db.session.get_one(Representative, canary.id, populate_existing=True)
    assert (person.name, person.phone, person.birth, person.remark) == (f"已删除的代表{stone.id:04d}", "", None, None)
    case, contact = db.session.query(Case).one(), db.session.query(Contact).one()
    assert case.title == f"{person.name}反映路灯不亮" and (case.asker_name, case.asker_phone) == (person.name, None)
    assert contact.talk == f"{person.name}说路灯不亮，电话***"
    events = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert not [one for one in events if any(word in f"{one.label}{one.changes}" for word in TELLING)]
    assert (events[-1].verb, events[-1].label) == ("representative.erase", person.name)
    verdict = verify()
    assert (verdict.fault, verdict.count) == (None, links + 1)
    assert stone.counts["event"] == db.session.scalar(select(func.count()).select_from(EventRedaction)) > 0
