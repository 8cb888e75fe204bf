"""Whoever asks gets what is his now, by whatever number, field or address he asks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from liaison.access import Role
from liaison.access.roles import GOVERNING
from liaison.access.table import EVERYONE, TABLE
from liaison.accounts import actions
from liaison.accounts.models import PhoneCode
from liaison.casework.actions.ratings import code_row, new_rating_code
from liaison.casework.models import StationCode
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Area, Organisation
from liaison.roster.models import Representative
from tests.casework.stories import brought_to
from tests.conventions.source import ROOT, modules
from tests.conventions.test_matrix import PUBLIC
from tests.factories import first
from tests.hostile.forms import forms_of
from tests.hostile.strings import items

BITS_OF_A_CHARACTER = 6
OPEN_TO_ALL_ROLES = {"home.view", "profile.view", "profile.change", "message.view", "job.view", "job.cancel",
                     "job.take", "feedback.leave"}  # fmt: skip
# What the three who govern may besides; a permission more is a decision, made here first.
OF_GOVERNING = {
    Role.ADMIN: {"outbox.view", "reference.view", "reference.change", "schedule.run"},
    Role.SECURITY: {
        "user.view", "user.change", "seat.view", "seat.change", "network.change",
        "export.view", "export.follow", "export.approve",
    },
    Role.AUDITOR: {"event.view", "export.view", "export.follow"},
}

pytestmark = pytest.mark.sqlite


def test_k04_whoever_is_not_signed_in_gets_only_what_is_public(app, db):
    client, built = app.test_client(), app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule in PUBLIC:
            continue
        values = dict.fromkeys(rule.arguments, 1) | (rule.defaults or {})
        for method in {"GET", "POST"} & set(rule.methods):
            answer = client.open(built.build(rule.endpoint, values), method=method)
            assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in"), f"{method} {rule}"


def test_k04_what_is_shared_by_a_link_cannot_be_guessed_and_ends(people, make, db):
    case = brought_to("to_rate", people)
    rating = new_rating_code(case, people.office.actor)
    _row, phone = actions.make_phone_code(people.member.user, people.office.actor)
    assert min(len(code) for code in (rating, phone)) * BITS_OF_A_CHARACTER >= 128
    assert StationCode.__table__.c.expires_on.nullable is PhoneCode.__table__.c.until.nullable is False
    assert code_row(rating)
    with clock.set_clock(clock.now() + timedelta(days=400)):
        assert code_row(rating) is None
        assert actions.use_phone_code(phone, None, None, is_demo=False) is None


@pytest.fixture
def things(people, make):
    """Addresses of what the clerk of 曲塘镇 sees."""
    case = brought_to("to_hand_over", people)
    person = make(Representative)
    contact = make(Contact, member_id=people.member.member.id, representative_id=person.id)
    return [f"/cases/{case.number}", f"/representatives/{person.id}", f"/contacts/{contact.number}"]


def test_k08_another_number_shows_nothing_of_others(browser, people, things):
    for address in things:
        assert browser(people.clerk).get(address).status_code == 200, address
        assert browser(people.other_clerk).get(address).status_code == 404, address
        assert browser(people.other_clerk).post(f"{address}/phone").status_code == 404, address


def test_k09_fields_that_the_form_lacks_change_nothing(browser, people, make, db):
    person = make(Representative, name="周桂芳", pinyin="zhouguifang", initials="zgf")
    address, client = f"/representatives/{person.id}/edit", browser(people.office)
    form = next(one for one in forms_of(client.get(address).text).forms if "remark" in one.cells)
    keys = ("sector_id", "identity_type_id", "area_id", "village_id")
    sent = {key: getattr(person, key) for key in ("name", "version", *keys)} | {"phone": person.phone.full}
    sent |= {"remark": "改了"}
    columns = {column.key for column in inspect(Representative).columns}
    extra = dict.fromkeys({*items("mass_assignment_fields"), *columns} - form.cells.keys(), "1")
    before = {key: getattr(person, key) for key in columns}
    assert len(extra) > 40
    answer = client.post(address, data=extra | sent)
    assert answer.status_code == 302, client.page.words.partition("处要改")[2][:200]
    changed = {key for key in columns if getattr(person, key) != before[key]}
    assert changed == {"remark", "version"}


def test_k09_no_form_is_taken_as_a_whole():
    whole = re.compile(r"populate_obj|\*\*\(?request\.(?:form|values|json|files)")
    taken = [path for path in modules() if whole.search((ROOT / path).read_text(encoding="utf-8"))]
    assert not taken, f"name the fields: {taken}"


@pytest.mark.parametrize("end", ["seat", "account", "transfer"])
def test_k10_rights_end_with_the_seat_at_the_next_request(browser, people, things, db, end):
    client = browser(people.clerk)
    assert {client.get(address).status_code for address in things} == {200}
    if end == "seat":
        people.clerk.seat.ended_on = clock.today()
    elif end == "account":
        people.clerk.user.is_active = False
    else:
        people.clerk.seat.organisation_id = first(Organisation, name="李堡镇政协工委").id
    assert not {client.get(address).status_code for address in things} & {200}


def test_k11_no_role_is_granted_more_by_a_name_than_was_decided():
    assert {name for name, rules in TABLE.items() if rules.keys() == EVERYONE.keys()} == OPEN_TO_ALL_ROLES
    for role in GOVERNING:
        held = {name for name, rules in TABLE.items() if role in rules} - OPEN_TO_ALL_ROLES
        assert held == OF_GOVERNING[role] & TABLE.keys(), f"{role.title}: decide, then change OF_GOVERNING"
    assert not [name for name in TABLE if "*" in name or not name.replace(".", "").replace("_", "").isalpha()]


def test_k24_no_total_counts_what_is_out_of_sight(browser, people, make):
    for _ in range(3):
        make(Representative)
    far = first(Area, name="李堡镇")
    for _ in range(2):
        make(Representative, area_id=far.id, village_id=None)
    for person, number in ((people.clerk, 3), (people.other_clerk, 2), (people.office, 5)):
        client = browser(person)
        client.get("/representatives")
        assert f"{number} 位" in client.page.words, person.user.name
        assert f"{number} 位" in client.get("/representatives/export").text or person is people.office
        client.get("/representatives?page=99")
        assert f"{number} 位" in client.page.words
