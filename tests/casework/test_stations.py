"""The codes of the stations: one each, a poster to print, paused and renewed by whose they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.casework.actions.stations import make_missing_codes, renew_code
from liaison.casework.actions.wordings import reword
from liaison.casework.models import PublicRequest, StationCode
from liaison.casework.rules.wordings import PHRASES
from liaison.core import clock
from liaison.orgs.models import Station
from tests.factories import make_row


@pytest.fixture
def code(db):
    """The code of a station of 曲塘镇."""
    return make_row(StationCode, token="a" * 22)


def test_the_office_makes_a_code_for_each_station_once(browser, people, db):
    stations = db.session.query(Station).filter_by(is_active=True).count()
    assert stations == 42
    client = browser(people.office)
    assert "给 42 间做码" in client.get("/stations/codes").get_data(as_text=True)
    client.post("/stations/codes")
    codes = db.session.query(StationCode).all()
    assert len({one.token for one in codes}) == 42
    assert {len(one.token) for one in codes} == {22}
    assert all(one.owner.area_id == one.station.area_id for one in codes)
    assert make_missing_codes(people.office.actor) == 0


def test_a_clerk_sees_and_makes_those_of_his_town(browser, people, db):
    client = browser(people.clerk)
    client.post("/stations/codes")
    towns = {one.station.area.name for one in db.session.query(StationCode)}
    assert towns == {"曲塘镇"}
    client.get("/stations/codes")
    assert "李堡镇" not in client.page.words


def test_the_poster_carries_the_address_and_the_phone(browser, people, code):
    code.phone = "0513-88812345"
    client = browser(people.clerk)
    page = client.get(f"/stations/{code.station_id}/poster").get_data(as_text=True)
    for words in ("有事请对委员说", code.station.name, "0513-88812345", "data:image/svg+xml", "data-print"):
        assert words in page, words


def test_what_the_office_writes_stands_on_the_poster_as_on_the_form(browser, people, code):
    reword(PHRASES["ask.begin"], "扫码说事，3 天内有人联系您。", people.office.actor)
    for page in (f"/stations/{code.station_id}/poster", f"/q/{code.token}"):
        assert "扫码说事，3 天内有人联系您。" in browser(people.clerk).get(page).get_data(as_text=True), page


@pytest.mark.parametrize(("site", "start"), [("", "http://localhost/q/"), ("https://hazx.example", "https://hazx.example/q/")])
def test_the_address_is_the_platform_s_own(app, browser, people, code, monkeypatch, site, start):
    monkeypatch.setitem(app.config, "SITE_ADDRESS", site)
    page = browser(people.clerk).get(f"/stations/{code.station_id}/poster").get_data(as_text=True)
    assert f"{start}{code.token}" in page


@pytest.mark.parametrize("role", ["other_clerk", "member", "leader", "handler", "admin"])
def test_others_have_no_poster(browser, people, code, role):
    assert browser(getattr(people, role)).get(f"/stations/{code.station_id}/poster").status_code == 404


def test_it_is_changed_paused_opened_and_renewed(browser, people, code):
    client, address = browser(people.clerk), f"/stations/{code.station_id}/code"
    day = clock.today() + timedelta(days=100)
    cells = {"place": "村部大门", "phone": "0513-88812345", "owner_id": code.owner_id, "expires_on": day.isoformat()}
    assert client.post(address, data=cells).status_code == 302
    assert (code.place, code.expires_on) == ("村部大门", day)
    client.post(f"{address}/pause")
    assert "已暂停" in client.get("/stations/codes").get_data(as_text=True)
    assert client.get(f"/q/{code.token}").status_code == 404
    client.post(f"{address}/reopen")
    assert client.get(f"/q/{code.token}").status_code == 200
    client.post(f"{address}/renew")
    assert client.get(f"/q/{'a' * 22}").status_code == 404
    assert client.get(f"/q/{code.token}").status_code == 200


def test_yesterday_is_no_day_to_run_until(browser, people, code):
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    cells = {"place": "大门口", "owner_id": code.owner_id, "expires_on": yesterday}
    answer = browser(people.clerk).post(f"/stations/{code.station_id}/code", data=cells)
    assert answer.status_code == 409
    assert "请选今天以后的日子" in answer.get_data(as_text=True)


def test_renewing_keeps_what_came_in(people, code, db):
    asked = make_row(PublicRequest, code_id=code.id)
    renew_code(code, people.office.actor)
    assert asked.code.station_id == code.station_id


def test_the_list_asks_the_same_number_of_times_however_long_it_is(browser, people, code, db):
    client = browser(people.office)
    assert client.get("/stations/codes").status_code == 200
    for _ in range(5):
        make_row(PublicRequest, code_id=code.id)
    client.get("/stations/codes")
    assert "5" in client.page.words
