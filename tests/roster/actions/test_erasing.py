"""Erasing a person: his name is nowhere in the database any more, and every figure stands as before (PI-08, PI-10)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from liaison.audit.actions import record
from liaison.audit.models import Event, EventRedaction, EventSeal
from liaison.audit.redacting import redact
from liaison.audit.verifying import verify
from liaison.backup.archives import write_archive
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.seals import faults as seal_faults
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import Base
from liaison.core.errors import Refused
from liaison.core.rewriting import sweep
from liaison.notices.models import Message
from liaison.roster.actions.erasing import erase
from liaison.roster.actions.people import change_representative
from liaison.roster.actions.retention import erase_again
from liaison.roster.actions.tombstones import Line, add_lines, lines_in
from liaison.roster.models import Membership, Representative
from tests.audit.tampering import tampering
from tests.factories import make_row

NAME, PHONE = "金丝雀", "16900007351"
TELLING = (NAME, PHONE, "169****7351", "1971-03", "金家粮行", "腿脚不便")


def needles(words=TELLING):
    """As files hold them."""
    return [one.encode() for one in words] + [one.encode("utf-16-le") for one in words]


def held_in(folder):
    """Which of the words the database of an instance holds."""
    content = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    return {one for one in needles() if one in content}


@pytest.fixture(autouse=True)
def folder(app):
    """The folder of the instance, in which nobody was erased yet."""
    (app.config["INSTANCE"] / "tombstones").unlink(missing_ok=True)
    yield app.config["INSTANCE"]
    (app.config["INSTANCE"] / "tombstones").unlink(missing_ok=True)


@pytest.fixture
def canary(db, people):
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


@pytest.mark.sqlite
def test_the_file_of_the_database_holds_nothing_of_her(app, db, people, canary):
    """PI-09, PI-10: after the commit, and after the file was written anew."""
    folder = app.config["INSTANCE"]
    assert NAME.encode() in held_in(folder), "looked elsewhere"
    erase(canary, people.office.actor, "request", folder)
    db.session.commit()
    assert held_in(folder) == set()
    assert sweep()
    assert held_in(folder) == set()
    assert NAME not in (folder / "tombstones").read_text() and len(lines_in(folder)) == 1


def test_a_redacted_event_cannot_be_changed_any_further(app, db, people, canary):
    erase(canary, people.office.actor, "request", app.config["INSTANCE"])
    db.session.commit()
    number, event_id = db.session.execute(
        select(EventRedaction.number, EventSeal.event_id).join(EventSeal, EventSeal.id == EventRedaction.number)
        .order_by(EventRedaction.id)
    ).first()  # fmt: skip
    with tampering() as connection:
        connection.execute(update(Event.__table__).where(Event.id == event_id).values(label="王某"))
    assert verify().fault.number == number
    with pytest.raises(Refused, match="核对不上"):
        redact({event_id: {"label": "李某"}})


def test_a_forged_redaction_is_none(app, db, people, canary):
    last = db.session.scalar(select(func.max(EventSeal.id)))
    with tampering() as connection:
        event_id = connection.scalar(select(EventSeal.event_id).where(EventSeal.id == last))
        connection.execute(update(Event.__table__).where(Event.id == event_id).values(label="王某"))
        forged = {"number": last, "key_id": "0" * 8, "mac": "0" * 64, "made_at": clock.now()}
        connection.execute(EventRedaction.__table__.insert(), forged)
    assert verify().fault.number == last


def test_step_records_are_sealed_anew(app, db, people, canary):
    assert seal_faults() == []
    erase(canary, people.office.actor, "request", app.config["INSTANCE"])
    record_ = db.session.query(StepRecord).one()
    assert record_.shown == {"诉求人": canary.name, "电话": "***"}
    assert seal_faults() == []


def test_another_of_the_same_name_keeps_his(app, db, people, canary):
    """A shared name is taken out of what hangs on her only; what names the other stays."""
    other = make_row(Representative, name=NAME)
    contact = make_row(Contact, representative_id=other.id, talk=f"{NAME}要修路")
    record("representative.add", other, people.office.actor)
    db.session.commit()
    erase(canary, people.office.actor, "request", app.config["INSTANCE"])
    db.session.commit()
    assert (db.session.get_one(Representative, other.id).name, contact.talk) == (NAME, f"{NAME}要修路")
    assert [one.thing_id for one in db.session.scalars(select(Event).where(Event.label == NAME))] == [other.id]
    own = db.session.scalars(select(Contact).where(Contact.representative_id == canary.id)).one()
    assert NAME not in own.talk and PHONE not in own.talk


def test_a_member_s_account_goes_with_him(app, db, people):
    member = people.member.member
    name, user = member.name, people.member.user
    record("contact.record", make_row(Contact, member_id=member.id), people.member.actor)
    db.session.commit()
    stone = erase(member, people.office.actor, "term", app.config["INSTANCE"])
    db.session.commit()
    alias = f"已删除的委员{stone.id:04d}"
    assert (member.name, member.no, member.home_area_id is None) == (alias, f"YS{stone.id:04d}", False)
    assert (user.name, user.is_active, user.phone) == (alias, False, None)
    events = db.session.scalars(select(Event)).all()
    assert {one.actor_name for one in events if one.actor_id == user.id} == {alias}
    assert name not in str([(one.label, one.changes, one.actor_name) for one in events])
    assert verify().fault is None


@pytest.mark.sqlite
def test_an_older_backup_does_not_bring_her_back(app, db, people, canary, tmp_path, monkeypatch):
    """BK-06: the list beside the database erases her again; another person under her number of row is left alone."""
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(tmp_path))
    other = make_row(Representative, name="甲乙丙", phone="16900008888")
    db.session.commit()
    path = tmp_path / "before.backup"
    write_archive(path)
    stone = erase(canary, people.office.actor, "request", app.config["INSTANCE"])
    db.session.commit()
    number, folder = stone.id, app.config["INSTANCE"]
    add_lines(folder, [Line(number + 7, "representative", other.id, "of another instance", "request")])
    done = app.test_cli_runner().invoke(args=["restore", str(path), "--force"])
    assert done.exit_code == 0 and "1 人，已经再删一次" in done.output, done.output
    db.session.remove()
    assert db.session.get_one(Representative, canary.id).name == f"已删除的代表{number:04d}"
    assert db.session.get_one(Representative, other.id).name == "甲乙丙"
    assert held_in(folder) == set() and verify().fault is None
    assert {one.thing_id for one in lines_in(tmp_path)} >= {canary.id}
    assert erase_again([folder, tmp_path]) == 0
