"""The pages of signing in, of one's own account, of users, seats and the log."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from liaison import create_app
from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.models import Seat, SignIn, User
from liaison.audit.models import Event
from liaison.core import clock
from liaison.orgs.models import Section
from tests.conftest import SETTINGS
from tests.factories import first, make_row
from tests.statements import statements_sent

STRINGS = Path(__file__).parents[1] / "data" / "hostile" / "strings"
RIGHT = "Tq7#mzRv"


@pytest.fixture
def clerk(people, db):
    """A clerk with a password of her own."""
    actions.set_password(people.clerk.user, RIGHT)
    db.session.commit()
    return people.clerk


@pytest.fixture
def sid(app):
    """The name of the cookie that signs in."""
    return app.config["SIGN_IN_COOKIE"]


def sign_in(client, user, password=RIGHT, **more):
    """Send the sign-in form."""
    return client.post("/sign-in", data={"username": user.username, "password": password, **more})


def test_whoever_is_not_signed_in_is_asked_to(browser):
    answer = browser().get("/users?words=王")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/users?words%3D%E7%8E%8B"
    assert browser().get("/login?next=/cases").location == "/sign-in?next=/cases"


def test_signing_in_leads_to_where_one_wanted(browser, clerk):
    client = browser()
    assert client.get("/sign-in?next=/seats").status_code == 200
    answer = sign_in(client, clerk.user, next="/seats")
    assert (answer.status_code, answer.location) == (302, "/seats")
    assert client.get("/seats").status_code == 200


def test_nobody_is_led_away(browser, clerk):
    hostile = json.loads((STRINGS / "redirects_and_urls.json").read_text(encoding="utf-8"))["items"]
    for address in hostile[:-2]:
        location = sign_in(browser(), clerk.user, next=address).location
        assert re.match(r"/(?![/\\])", location), address
        assert "evil" not in location.partition("next=")[0].replace("%09/evil", ""), address


def test_every_reason_why_not_looks_the_same(browser, clerk, people, db):
    actions.set_password(people.handler.user, RIGHT)
    people.handler.user.is_active = False
    db.session.commit()
    pages = []
    for user, password in ((clerk.user, "x"), (User(username="nobody"), RIGHT), (people.handler.user, RIGHT)):
        answer = sign_in(browser(), user, password)
        pages.append((answer.status_code, answer.text.replace(user.username, "")))
    for _ in range(5):
        sign_in(browser(), clerk.user, "x")
    locked = sign_in(browser(), clerk.user)
    pages.append((locked.status_code, locked.text.replace(clerk.user.username, "")))
    assert {status for status, _text in pages} == {422}
    assert len({re.sub(r'value="[^"]*"', "", text) for _status, text in pages}) == 1


def test_an_empty_form_says_what_is_missing(browser):
    client = browser()
    assert client.post("/sign-in", data={}).status_code == 422
    assert "请填用户名" in client.page.words
    assert client.page.title.startswith("有错误：")


def test_the_cookie_is_guarded(browser, clerk, people, sid, db):
    cookie = sign_in(browser(), clerk.user).headers.get("Set-Cookie")
    assert cookie.startswith(f"{sid}=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Max-Age" not in cookie, "a desk's browser forgets it when it is closed"
    actions.set_password(people.member.user, RIGHT)
    db.session.commit()
    assert "Max-Age=72000" in sign_in(browser(), people.member.user).headers["Set-Cookie"]


def test_each_sign_in_has_a_new_id(browser, clerk, sid):
    client = browser()
    sign_in(client, clerk.user)
    first_id = client.get_cookie(sid).value
    sign_in(client, clerk.user)
    assert client.get_cookie(sid).value != first_id


def test_an_old_cookie_opens_nothing_after_signing_out(browser, clerk, sid):
    client = browser()
    sign_in(client, clerk.user)
    kept = client.get_cookie(sid).value
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = browser()
    thief.set_cookie(sid, kept)
    assert thief.get("/me").location.startswith("/sign-in")


def test_a_page_notes_that_the_session_is_in_use_at_most_every_five_minutes(browser, clerk, db, sid):
    client = browser(clerk)
    begun = db.session.scalar(select(SignIn.seen_at))
    for minutes, expected in ((4, 0), (6, 6), (10, 6), (12, 12)):
        with clock.set_clock(begun + timedelta(minutes=minutes)):
            assert client.get("/me").status_code == 200
        db.session.rollback()
        assert db.session.scalar(select(SignIn.seen_at)) == begun + timedelta(minutes=expected)


def test_a_one_time_password_is_changed_before_anything_else(browser, people, db):
    slip = actions.reset_password(people.clerk.user, people.office.actor)
    db.session.commit()
    client = browser()
    sign_in(client, people.clerk.user, slip.password)
    for path in ("/me", "/seats", "/"):
        assert client.get(path).location == "/me/password"
    assert client.get("/me/password").status_code == 200
    weak = client.post("/me/password", data={"new": "haian@2023", "again": "haian@2023"})
    assert weak.status_code == 409
    assert "容易被猜到" in client.page.words
    answer = client.post("/me/password", data={"new": RIGHT, "again": RIGHT})
    assert answer.status_code == 302
    assert client.get("/me").status_code == 200
    assert sign_in(browser(), people.clerk.user, slip.password).status_code == 422


def test_the_password_is_changed_with_the_old_one(browser, clerk):
    client = browser(clerk)
    new = "Kestrel marsh 41"
    wrong = client.post("/me/password", data={"old": "x", "new": new, "again": new})
    assert wrong.status_code == 422 and "原来的密码不对" in wrong.text
    assert client.post("/me/password", data={"old": RIGHT, "new": new, "again": new}).status_code == 302
    assert sign_in(browser(), clerk.user, new).status_code == 302


def test_a_wrong_old_password_counts_as_a_try(browser, clerk, db):
    client, new = browser(clerk), "Kestrel marsh 41"
    for _ in range(5):
        assert client.post("/me/password", data={"old": "x", "new": new, "again": new}).status_code == 422
    right = {"old": RIGHT, "new": new, "again": new}
    assert client.post("/me/password", data=right).status_code == 422, "the sixth is not even looked at"
    assert sign_in(browser(), clerk.user, RIGHT).status_code == 422, "nor is it at the door"
    told = db.session.scalars(select(Event.verb).where(Event.verb.like("user.%sign_in"))).all()
    assert told.count("user.fail_sign_in") == 5 and told.count("user.refuse_sign_in") == 2


def test_my_page_shows_seats_and_sessions(browser, clerk, make):
    make(Seat, user_id=clerk.user.id, role=Role.OFFICE)
    other = browser(clerk)
    client = browser(clerk)
    client.get("/me")
    assert "登录在 2 处" in client.page.words
    assert "换成这个身份" in client.page.words
    client.post("/me/sessions/end")
    assert other.get("/me").location.startswith("/sign-in")
    assert client.get("/me").status_code == 200


def test_the_role_is_switched(browser, clerk, make, sid):
    second = make(Seat, user_id=clerk.user.id, role=Role.OFFICE)
    client = browser(clerk)
    old = client.get_cookie(sid).value
    assert client.get("/users").status_code == 404
    client.post("/me/seat", data={"seat": second.id})
    assert client.get("/users").status_code == 200
    assert client.get_cookie(sid).value != old
    assert client.post("/me/seat", data={"seat": "no"}).status_code == 409


def test_large_letters_without_signing_in_and_with(browser, clerk, db):
    nobody = browser()
    answer = nobody.post("/me/size", data={"size": "large", "next": "/sign-in"})
    assert answer.location == "/sign-in"
    assert 'data-size="large"' in nobody.get("/sign-in").text
    sign_in(nobody, clerk.user)
    assert 'data-size="large"' in nobody.get("/me").text
    nobody.post("/me/size", data={"size": "", "next": "//evil.example"})
    assert 'data-size="large"' not in nobody.get("/me").text


def test_keys_are_switched_off(browser, clerk):
    client = browser(clerk)
    client.post("/me/keys", data={"keys": "off"})
    assert 'data-keys="off"' in client.get("/me").text


def test_users_are_listed_with_the_same_number_of_queries(browser, people):
    client = browser(people.office)
    client.get("/users")  # seals what the people of this test did
    with statements_sent() as few:
        client.get("/users")
    for _ in range(60):
        make_row(Seat, role=Role.LEADER)
    with statements_sent() as many:
        client.get("/users")
    assert len(many) == len(few)
    assert "共 61 位" in client.page.words


def test_an_account_is_opened_on_a_page(browser, people):
    client = browser(people.office)
    assert client.get("/users/new").status_code == 200
    cells = {"name": "周桂芳", "username": "ld-zhou", "role": "领导", "phone": "", "organisation_id": ""}
    answer = client.post("/users/new", data=cells)
    assert "ld-zhou" in answer.text
    password = re.search(r'一次性密码 <span class="code">([^<]+)<', answer.text).group(1)
    assert sign_in(browser(), User(username="ld-zhou"), password).location == "/"
    assert client.post("/users/new", data=cells).status_code == 409
    assert "已经有人用了" in client.page.words
    assert client.post("/users/new", data=cells | {"role": "系统管理员", "username": "boss"}).status_code == 422


def test_all_units_get_their_slips_on_one_page(browser, people, db):
    client = browser(people.office)
    client.get("/users/open")
    assert "还有 98 个身份没有人" in client.page.words
    answer = client.post("/users/open")
    assert answer.text.count('<div class="slip">') == 98
    assert "98 张登录纸条" in client.page.words
    client.get("/users/open")
    assert "各单位都有账号了" in client.page.words
    committee = queries.user_named("gw06-jb").seats[0].organisation_id
    client.get(f"/users/slips?organisation={committee}")
    assert "2 个账号还没登录过" in client.page.words
    answer = client.post("/users/slips", data={"organisation": committee})
    assert answer.text.count('<div class="slip">') == 2


def test_one_user_is_administered(browser, clerk, people, db):
    client = browser(people.office)
    page = f"/users/{clerk.user.id}"
    theirs = browser(clerk)
    assert client.get(page).status_code == 200
    assert "王敏" in client.page.words
    assert f"用户名 {clerk.user.username}" in client.page.words
    assert client.post(page, data={"name": "王小敏", "phone": "15400000001"}).location == page
    assert client.post(page, data={"name": "王小敏", "phone": "12"}).status_code == 422
    client.post(f"{page}/sessions/end")
    assert theirs.get("/me").location.startswith("/sign-in")
    client.post(f"{page}/disable")
    assert sign_in(browser(), clerk.user).status_code == 422
    client.post(f"{page}/enable")
    client.post(f"{page}/unlock")
    assert sign_in(browser(), clerk.user).status_code == 302
    assert "一次性密码" in client.post(f"{page}/reset").text
    verbs = db.session.scalars(select(Event.verb).where(Event.actor_id == people.office.user.id))
    assert {"user.change", "user.end_sign_ins", "user.disable", "user.enable", "user.unlock"} <= set(verbs)


def test_the_office_does_not_reach_administrators(browser, people):
    client = browser(people.office)
    assert client.get(f"/users/{people.admin.user.id}").status_code == 404
    assert client.post(f"/users/{people.admin.user.id}/reset").status_code == 404
    assert "顾海燕" not in client.get("/users").text


def test_a_leader_names_his_handlers(browser, people, db):
    leader = people.unit_leader
    section = first(Section, organisation_id=leader.seat.organisation_id, name="城建科")
    client = browser(leader)
    client.get("/seats")
    assert "市住房和城乡建设局" in client.page.words and "城建科" in client.page.words
    client.get(f"/seats/new?section={section.id}")
    cells = {"role": "经办人", "section_id": section.id, "name": "周桂芳", "username": "d19-zhou", "phone": ""}
    assert "d19-zhou" in client.post("/seats/new", data=cells).text
    seat = db.session.scalar(select(Seat).join(User).where(User.username == "d19-zhou"))
    assert seat.section_id == section.id
    assert client.post(f"/seats/{seat.id}/end").status_code == 302
    client.get("/seats")
    assert "周桂芳" not in client.page.words.replace("周桂芳不再是", "")


def test_a_leader_reaches_no_other_unit(browser, people, db):
    client = browser(people.unit_leader)
    foreign = people.other_unit_leader.seat
    section = first(Section, organisation_id=foreign.organisation_id)
    client.get(f"/seats?organisation={foreign.organisation_id}")
    assert "市交通运输局" not in client.page.words
    for path in (f"/seats/{foreign.id}/end", f"/sections/{section.id}", f"/sections/{section.id}/retire"):
        assert client.post(path, data={"name": "新名"}).status_code == 404
    client.post("/sections/new", data={"organisation": foreign.organisation_id, "name": "新科室"})
    assert first(Section, name="新科室").organisation_id == people.unit_leader.seat.organisation_id


def test_sections_are_kept_on_pages(browser, people):
    client = browser(people.unit_leader)
    assert client.get("/sections/new").status_code == 200
    assert client.post("/sections/new", data={"name": ""}).status_code == 422
    client.post("/sections/new", data={"name": "绿化科"})
    section = first(Section, name="绿化科")
    assert client.get(f"/sections/{section.id}").status_code == 200
    client.post(f"/sections/{section.id}", data={"name": "园林科"})
    assert client.post("/sections/new", data={"name": "园林科"}).status_code == 409
    client.post(f"/sections/{section.id}/retire")
    assert client.get(f"/sections/{section.id}").status_code == 404


def test_the_office_chooses_the_organisation(browser, people):
    client = browser(people.office)
    client.get("/seats")
    place = people.handler.seat.organisation_id
    client.get(f"/seats?organisation={place}")
    assert "李海峰" in client.page.words
    assert client.get("/seats/new?organisation=99999999").status_code == 404


def test_the_log_is_read_and_filtered(browser, people, db):
    actions.change_user(people.clerk.user, people.office.actor, name="王小敏", phone=None)
    client = browser(people.auditor)
    client.get("/events")
    assert "改用户资料" in client.page.words
    assert "姓名：王敏 → 王小敏" in client.page.words
    total = db.session.scalar(select(func.count(Event.id)))
    for query, is_found in (
        ("who=刘芸", True), ("who=王敏", False), ("verb=user.change", True), ("verb=user.", True),
        ("verb=case.", False),        (f"words={people.clerk.user.username}", True), ("since=2001-01-01", True), 
        ("until=2001-01-01", False),
        ("since=nonsense", True), ("who=%25", False),
    ):  # fmt: skip
        client.get(f"/events?{query}")
        assert ("改用户资料 " in client.page.words.partition("改了什么")[2]) is is_found, query
    assert db.session.scalar(select(func.count(Event.id))) == total, "reading writes nothing"


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "9223372036854775808", "%00", "1e3"])
def test_odd_numbers_in_addresses_break_nothing(browser, people, number):
    client = browser(people.office)
    assert client.get(f"/users/{number}").status_code == 404
    for path in (f"/seats?organisation={number}", f"/users?organisation={number}", f"/users?page={number}"):
        assert client.get(path).status_code in (200, 400), path
    assert client.post("/me/seat", data={"seat": number}).status_code == 409


def test_an_unknown_password_policy_stops_the_start(tmp_path):
    settings = {**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'a.db'}"}
    with pytest.raises(SystemExit, match="gb 或 asvs"):
        create_app({**settings, "PASSWORD_POLICY": "easy"})
