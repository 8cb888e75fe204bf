"""A person asks about his data: noted, answered in time, taken out as a file, erased; and what is due after years."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from liaison.assignment.models import Pairing
from liaison.audit.models import Event
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.jobs.actions.runs import carry_out
from liaison.jobs.models import Job
from liaison.notices.models import Message
from liaison.roster.models import Claim, Member, Representative, Tombstone
from liaison.roster.views.retention import tell_of_due
from tests.factories import make_row

NAME, PHONE = "金丝雀", "16900007351"


@pytest.fixture(autouse=True)
def folder(app):
    """The folder of the instance, in which nobody was erased yet."""
    yield app.config["INSTANCE"]
    (app.config["INSTANCE"] / "tombstones").unlink(missing_ok=True)


@pytest.fixture
def person(people):
    """Somebody with a contact, a closed case, and who left."""
    one = make_row(Representative, name=NAME, phone=PHONE, left_on=clock.today(), left_reason="迁居外地")
    contact = make_row(Contact, representative_id=one.id, member_id=people.member.member.id, talk="路灯不亮")
    make_row(Case, contact_id=contact.id, representative_id=one.id, state="closed", title="路灯不亮了")
    return one


def asked(kind, **cells):
    """What the form of a request holds."""
    return {"kind": kind, "way": "电话", "asked_on": clock.today().isoformat(), "asked_by": NAME, **cells}


def test_a_request_is_noted_and_answered_in_time(db, browser, people, person):
    office, address = browser(people.office), f"/representatives/{person.id}/rights"
    page = office.get(address).get_data(as_text=True)
    assert "联系记录" in page and "办理诉求" in page and PHONE not in page
    assert office.post(address, data=asked("")).status_code == 422
    assert office.post(address, data=asked("更正", words="出生年月错了")).location == address
    claim = db.session.scalars(select(Claim)).one()
    assert claim.due_on == working_days().add(clock.today(), 15)
    assert NAME in office.get("/claims").get_data(as_text=True)
    answer = {"outcome": "已办", "answer": "改成 1971-03"}
    assert office.post(f"/claims/{claim.id}/answer", data=answer).location == "/claims"
    assert office.post(f"/claims/{claim.id}/answer", data=answer).status_code == 409
    verbs = db.session.scalars(select(Event.verb).where(Event.thing == "claim").order_by(Event.id)).all()
    assert verbs == ["claim.record", "claim.answer"]
    for other in (people.clerk, people.admin, people.member):
        assert browser(other).get(address).status_code == browser(other).get("/claims").status_code == 404


def test_his_file_holds_all_that_is_kept_and_what_for(db, browser, people, person):
    answer = browser(people.office).post(f"/representatives/{person.id}/take-out")
    book = load_workbook(io.BytesIO(answer.data))
    words = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert {NAME, PHONE, "路灯不亮", "路灯不亮了", "办理诉求", "联系记录和考核"} <= words
    assert {"留了什么", "基本资料", "信息库", "联系记录", "诉求", "结对", "谁动过、看过"} == set(book.sheetnames)
    assert db.session.scalar(select(Event.verb).order_by(Event.id.desc()).limit(1)) == "representative.take_out"


def test_he_is_erased_only_when_he_asked_left_and_nothing_is_open(db, browser, people, person):
    office, home = browser(people.office), f"/representatives/{person.id}"
    sure = {"is_sure": "y"}
    assert office.post(f"{home}/erase", data=sure).status_code == 409  # nobody asked
    office.post(f"{home}/rights", data=asked("删除"))
    assert office.post(f"{home}/erase", data={}).status_code == 422
    case = db.session.scalars(select(Case)).one()
    case.state = "handling"
    pairing = make_row(Pairing, representative_id=person.id, member_id=people.member.member.id, is_current=True)
    db.session.commit()
    page = office.get(f"{home}/erase").get_data(as_text=True)
    assert "还有 1 件诉求没有办结" in page and "还在结对名单里" in page
    assert office.post(f"{home}/erase", data=sure).status_code == 409
    case.state, pairing.is_current = "closed", False
    db.session.commit()
    assert office.post(f"{home}/erase", data=sure).location == f"{home}/rights"
    db.session.expire_all()
    claim = db.session.scalars(select(Claim)).one()
    assert (claim.state, claim.asked_by, claim.words) == ("done", None, None)
    page = office.get(f"{home}/rights").get_data(as_text=True)
    assert "本人要求删除" in page and NAME not in page
    assert office.get(home).status_code == office.get(f"{home}/erase").status_code == 200
    assert office.post(f"{home}/restore").status_code == 409
    assert NAME not in office.get("/claims").get_data(as_text=True)


def test_whoever_left_long_ago_is_listed_first_and_erased_when_the_office_says_so(db, browser, people, person):
    """PI-09: the office is told, looks, confirms; who is still needed is skipped; the others' figures stay."""
    old, today = clock.today() - timedelta(days=800), clock.today()
    gone = make_row(Representative, name="甲乙丙", left_on=old)
    member = make_row(Member, name="丁戊己", left_on=old)
    held = make_row(Representative, name="庚辛壬", left_on=old)
    contact = make_row(Contact, representative_id=held.id, contacted_on=old)
    serving = people.member.member.id
    make_row(Case, contact_id=contact.id, representative_id=held.id, member_id=serving, state="handling")
    db.session.commit()
    office = browser(people.office)
    page = office.get("/retention").get_data(as_text=True)
    assert all(name in page for name in ("甲乙丙", "丁戊己", "庚辛壬")) and NAME not in page
    answer = office.post("/retention", data={"until": today.isoformat()})
    job = db.session.scalars(select(Job).where(Job.kind == "roster.erase_due")).one()
    assert answer.location == f"/jobs/{job.id}" and db.session.query(Tombstone).count() == 0
    carry_out(job.id)
    db.session.expire_all()
    names = [db.session.get_one(model, one).name for model, one in (
        (Representative, gone.id), (Representative, held.id), (Representative, person.id))]
    assert names[0].startswith("已删除的代表") and names[1:] == ["庚辛壬", NAME]
    assert db.session.get_one(Member, member.id).name.startswith("已删除的委员")
    assert {one.cause for one in db.session.scalars(select(Tombstone))} == {"term"}


@pytest.mark.sqlite
def test_the_office_is_told_once_a_month(db, people):
    people.office  # noqa: B018
    make_row(Representative, left_on=clock.today() - timedelta(days=800))
    db.session.commit()
    assert tell_of_due() == "告诉了 1 人"
    assert tell_of_due() == "没有新期满的"
    assert db.session.scalars(select(Message.title)).one() == "有 1 人的资料保存期满"
