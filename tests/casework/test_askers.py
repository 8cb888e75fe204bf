"""Somebody who asked through a station's code has himself erased: by his number, everywhere, also after a restore."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.audit.actions import record
from liaison.audit.models import Event
from liaison.audit.verifying import verify
from liaison.casework.models import Case, PublicRequest
from liaison.core import clock
from liaison.roster.actions.retention import erase_again
from liaison.roster.models import Claim, Representative, Tombstone
from tests.factories import make_row

NAME, PHONE = "金丝雀", "16900007351"


@pytest.fixture(autouse=True)
def folder(app):
    """The folder of the instance, in which nobody was erased yet."""
    (app.config["INSTANCE"] / "tombstones").unlink(missing_ok=True)
    yield app.config["INSTANCE"]
    (app.config["INSTANCE"] / "tombstones").unlink(missing_ok=True)


@pytest.fixture
def asked(db, people):
    """What she wrote, and the case that came of it."""
    request = make_row(PublicRequest, asker_name=NAME, asker_phone=PHONE, text=f"{NAME}：路灯不亮", state="accepted")
    text = f"{NAME}：路灯不亮"
    case = make_row(Case, asker_name=NAME, asker_phone=PHONE, title="路灯不亮", text=text, state="closed")
    record("case.change", case, people.office.actor, changes={"asker_name": [None, NAME]})
    db.session.commit()
    return request, case


def sent(**cells):
    """The form of the office."""
    return {"phone": PHONE, "way": "电话", "asked_on": clock.today().isoformat(), "is_sure": "y", **cells}


def test_an_asker_is_erased_by_his_number(db, browser, people, asked, folder):
    request, case = asked
    office = browser(people.office)
    assert office.post("/askers/erase", data=sent(is_sure="")).status_code == 422
    assert office.post("/askers/erase", data=sent(phone="16900000000")).status_code == 409
    assert office.post("/askers/erase", data=sent()).location == "/claims"
    db.session.expire_all()
    number = db.session.scalars(select(Tombstone.id)).one()
    alias = f"已删除的反映人{number:04d}"
    assert (case.asker_name, case.asker_phone, case.text, case.title) == (alias, None, f"{alias}：路灯不亮", "路灯不亮")
    assert (request.asker_name, request.asker_phone, request.text) == (alias, None, f"{alias}：路灯不亮")
    told = str([(one.label, one.changes) for one in db.session.scalars(select(Event))])
    assert NAME not in told and PHONE not in told and verify().fault is None
    assert db.session.scalars(select(Claim.state)).one() == "done"
    assert office.get("/claims").status_code == 200
    case.asker_name, case.asker_phone = NAME, PHONE  # as an older backup would have it
    request.asker_name, request.asker_phone = NAME, PHONE
    db.session.delete(db.session.get_one(Tombstone, number))
    db.session.commit()
    assert erase_again([folder]) == 1
    db.session.commit()
    assert (case.asker_name, request.asker_phone) == (alias, None)


def test_what_is_open_or_has_a_page_of_its_own_waits(db, browser, people, asked):
    asked[1].state = "handling"
    db.session.commit()
    office = browser(people.office)
    office.post("/askers/erase", data=sent())
    assert "还有没办结的" in office.page.words
    make_row(Representative, name="甲乙丙", phone=PHONE)
    db.session.commit()
    office.post("/askers/erase", data=sent())
    assert "是甲乙丙的" in office.page.words and db.session.query(Tombstone).count() == 0
    assert browser(people.clerk).get("/askers/erase").status_code == 404
