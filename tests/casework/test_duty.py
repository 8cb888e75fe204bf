"""Members on duty at a station: a small roster, named on the public form, offered first for what came in that day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from liaison.casework.actions.duty import put_on_duty
from liaison.casework.models import PublicRequest, StationCode, StationDuty
from liaison.casework.queries.duty import members_offered, on_duty
from liaison.casework.queries.who_answers import answerers
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative
from tests.casework.test_quarantine import elsewhere, keeps
from tests.factories import make_row

MONDAY = date(2026, 11, 16)


@pytest.fixture
def code(db):
    """The open code of a station of 曲塘镇."""
    return make_row(StationCode, token="a" * 22)


def names(code, day):
    """Who is on duty that day."""
    return [row.name for row in on_duty(code.station_id, day)]


def test_the_week_counts_unless_the_date_says_otherwise(people, code):
    actor, one, other = people.clerk.actor, people.member.member, people.other_member.member
    with clock.set_clock(clock.at(MONDAY, time(9))):
        put_on_duty(code, actor, member_id=one.id, weekday="周一")
        put_on_duty(code, actor, member_id=other.id, duty_on=MONDAY + timedelta(days=7))
    assert names(code, MONDAY) == [one.name]
    assert names(code, MONDAY + timedelta(days=1)) == []
    assert names(code, MONDAY + timedelta(days=7)) == [other.name]
    other.left_on = MONDAY
    assert names(code, MONDAY + timedelta(days=7)) == [one.name]


@pytest.mark.parametrize("cells", [{}, {"weekday": "周一", "duty_on": MONDAY}, {"duty_on": date(2020, 1, 6)}])
def test_one_day_that_is_still_to_come(people, code, cells):
    with pytest.raises(Refused):
        put_on_duty(code, people.clerk.actor, member_id=people.member.member.id, **cells)


def test_nobody_is_listed_twice(people, code):
    cells = {"member_id": people.member.member.id, "weekday": "周三"}
    put_on_duty(code, people.clerk.actor, **cells)
    with pytest.raises(Refused, match="已经排上"):
        put_on_duty(code, people.clerk.actor, **cells)


def test_the_clerk_puts_him_on_and_takes_him_off(browser, people, code, db):
    member, client, address = people.member.member, browser(people.clerk), f"/stations/{code.station_id}/duty"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"member_id": member.id}).status_code == 409
    assert client.post(address, data={"member_id": member.id, "weekday": "周二"}).status_code == 302
    client.get(address)
    assert "每周二：陈立平" in client.page.words
    duty = db.session.query(StationDuty).one()
    assert browser(people.other_clerk).post(f"/station-duties/{duty.id}/drop").status_code == 404
    assert client.post(f"/station-duties/{duty.id}/drop").status_code == 302
    assert db.session.query(StationDuty).count() == 0


@pytest.mark.parametrize("role", ["other_clerk", "member", "leader", "admin"])
def test_others_have_no_roster(browser, people, code, role):
    assert browser(getattr(people, role)).get(f"/stations/{code.station_id}/duty").status_code == 404


def test_the_form_names_those_of_today_without_a_phone(browser, people, code):
    member = people.member.member
    member.phone = "15400001234"
    assert "值班" not in browser().get(f"/q/{code.token}").get_data(as_text=True)
    put_on_duty(code, people.clerk.actor, member_id=member.id, duty_on=clock.today())
    page = browser().get(f"/q/{code.token}").get_data(as_text=True)
    assert "今天值班的委员：陈立平" in page
    assert member.phone not in page


def test_what_came_in_that_day_goes_to_him_first(people, code):
    near = keeps(people.member.member, make_row(Representative))
    far = keeps(people.other_member.member, make_row(Representative, **elsewhere()))
    asked = make_row(PublicRequest, code_id=code.id)
    assert next(iter(answerers(asked))).key == near
    put_on_duty(code, people.clerk.actor, member_id=people.other_member.member.id, duty_on=clock.today())
    found = answerers(asked)
    assert [one.key for one in found] == [far, near]
    assert "当天值班" in found[0].words and "当天值班" not in found[1].words


def test_one_on_duty_who_keeps_nobody_is_offered_too(people, code):
    near, person = keeps(people.member.member, make_row(Representative)), make_row(Representative)
    idle = make_row(Member)
    put_on_duty(code, people.clerk.actor, member_id=idle.id, duty_on=clock.today())
    keys = [one.key for one in answerers(make_row(PublicRequest, code_id=code.id))]
    assert keys[0].startswith(f"{idle.id}:") and near in keys and person


def test_the_town_s_own_members_are_offered_first(people, code):
    make_row(Member, name="外地人", home_area_id=elsewhere()["area_id"])
    make_row(Member, name="本镇人", home_area_id=code.station.area_id)
    offered = [words for _id, words in members_offered(code.station)]
    assert offered.index("本镇人（曲塘镇）") < offered.index("外地人（李堡镇）")
