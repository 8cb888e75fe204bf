"""群众扫码: a clerk looks first; accepting makes a contact and a case, declining says why (QR-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from liaison.assignment.models import Pairing
from liaison.audit.models import Event
from liaison.casework.actions.quarantine import accept_request, decline_request
from liaison.casework.models import Case, PublicRequest, StationCode
from liaison.casework.queries.history import history_of
from liaison.casework.queries.who_answers import answerers
from liaison.casework.rules import public as rules
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.files.actions import Bundle, keep_files
from liaison.files.models import Attachment
from liaison.files.queries import attachments_of
from liaison.jobs.rules import entries
from liaison.notices.models import Message
from liaison.orgs.models import Area, Category, Station
from liaison.roster.models import Member, Representative
from tests.factories import first, make_row, village_of
from tests.files.test_actions import photo as picture

EVIL = '<script>alert(1)</script> 请看 http://evil.example/x 和 javascript:alert(2)'


@pytest.fixture
def asked(db):
    """Something that waits at 曲塘镇政协工委."""
    return make_row(PublicRequest, text="刘圩村路口没有红绿灯，放学时危险。", asker_phone="15400007340")


def cells(**given):
    """What the clerk fills in."""
    category = first(Category, name="交通信号标线")
    return {
        "title": "路口没有红绿灯", "category_id": category.id, "kind": "求助", "urgency": "一般",
        "survey": "打电话问过，是真的。", "suggestion": "装红绿灯。", **given,
    }  # fmt: skip


def keeps(member, person, slot=1):
    """This member keeps this representative."""
    make_row(Pairing, member_id=member.id, representative_id=person.id, slot=slot)
    return f"{member.id}:{person.id}"


def elsewhere():
    """李堡镇."""
    return {"area_id": first(Area, name="李堡镇").id, "village_id": None}


def test_the_inbox_counts_what_came_in(browser, people, asked):
    client = browser(people.clerk)
    client.get("/inbox")
    assert "群众扫码1" in client.page.words.replace(" ", "")
    client.get("/public-requests")
    assert "1 件等您看" in client.page.words
    assert "built-in" not in client.page.words
    assert "刘圩村路口没有红绿灯" in client.page.words


@pytest.mark.parametrize("role", ["other_clerk", "member", "handler", "leader", "admin"])
def test_nobody_else_sees_it(browser, people, asked, role):
    client = browser(getattr(people, role))
    assert client.get(f"/public-requests/{asked.id}").status_code == 404
    page = client.get("/public-requests")
    assert page.status_code == 404 or "没有红绿灯" not in page.get_data(as_text=True)


def test_what_is_written_is_shown_as_written_and_nothing_can_be_clicked(browser, people, asked):
    asked.text = EVIL
    page = browser(people.clerk).get(f"/public-requests/{asked.id}").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="http://evil' not in page
    assert 'href="javascript' not in page


def test_the_phone_is_masked_until_somebody_looks_and_the_look_is_kept(browser, people, asked, db):
    client = browser(people.clerk)
    assert "15400007340" not in client.get(f"/public-requests/{asked.id}").get_data(as_text=True).replace(" ", "")
    why = client.post(f"/public-requests/{asked.id}/phone").get_data(as_text=True)
    assert "为什么看" in why and "154 0000 7340" not in why
    shown = client.post(f"/public-requests/{asked.id}/phone", data={"why": "核对资料"}).get_data(as_text=True)
    assert "154 0000 7340" in shown
    assert 'value="路口没有红绿灯' in shown or "刘圩村路口没有红绿灯" in shown
    assert db.session.query(Event).filter_by(verb="public_request.phone").count() == 1


def test_showing_the_phone_keeps_what_was_typed(browser, people, asked):
    client = browser(people.clerk)
    typed = cells(title="改过的标题", suggestion="先去看看。")
    path = f"/public-requests/{asked.id}/phone"
    for more, is_shown in (({}, False), ({"why": "其他"}, False), ({"why": "联系本人"}, True)):
        page = client.post(path, data=typed | more).get_data(as_text=True)
        assert ("154 0000 7340" in page) is is_shown
        assert "改过的标题" in page and "先去看看。" in page


def test_accepting_makes_a_contact_and_a_case_to_hand_over(browser, people, asked, db):
    member, person = people.member.member, make_row(Representative)
    pair = keeps(member, person)
    client = browser(people.clerk)
    assert "陈立平委员" in client.get(f"/public-requests/{asked.id}").get_data(as_text=True)
    answer = client.post(f"/public-requests/{asked.id}", data={"pair": pair, **cells()})
    case = db.session.query(Case).one()
    assert answer.location.endswith(f"/cases/{case.number}")
    assert (case.state, case.member_id, case.representative_id) == ("to_hand_over", member.id, person.id)
    assert (case.text, case.asker_name, case.asker_phone) == (asked.text, "王师傅", "15400007340")
    assert case.committee_id == asked.committee_id
    assert (case.contact.channel.name, case.contact.recorded_by) == ("二维码", "王敏")
    assert case.contact.station_id == asked.code.station_id
    assert (asked.state, asked.case_id, asked.decided_by) == ("accepted", case.id, "王敏")
    (told,) = db.session.query(Message).filter_by(user_id=people.member.user.id, kind="scanned")
    assert told.link == f"/cases/{case.number}"
    assert not [word for word in ("王师傅", "15400007340", "路口") if word in told.title + told.body]
    assert f'href="/cases/{case.number}"' in client.get("/public-requests?tab=accepted").get_data(as_text=True)


def test_the_list_says_how_long_the_promise_still_holds(browser, people, asked):
    monday = date(2026, 11, 16)
    asked.made_at = clock.at(monday)
    client = browser(people.clerk)
    for later, words in ((1, "明天到期"), (2, "今天到期"), (3, "已超 1 天")):
        with clock.set_clock(clock.at(monday + timedelta(days=later), time(10))):
            client.get("/public-requests")
            assert words in client.page.words


def test_looking_for_another_member_keeps_what_was_typed(browser, people, asked, db):
    other = make_row(Member, name="柳如烟")
    pair = keeps(other, make_row(Representative, **elsewhere()))
    client = browser(people.clerk)
    typed = cells(title="改过的标题", survey="打过电话，问清楚了。")
    answer = client.post(f"/public-requests/{asked.id}", data={"q": "柳如烟", "find": "1", "pair": "", **typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'value="{pair}"' in page
    assert "改过的标题" in page
    assert "打过电话，问清楚了。" in page
    assert db.session.query(Case).count() == 0


def test_of_a_member_without_an_account_the_clerk_is_told_to_call(browser, people, asked):
    member = make_row(Member, user_id=None)
    client = browser(people.clerk)
    client.post(f"/public-requests/{asked.id}", data={"pair": keeps(member, make_row(Representative)), **cells()})
    client.get("/public-requests")
    assert f"{member.name}还没有账号，请打电话请他联系反映人" in client.page.words


def test_the_representative_s_kind_is_not_said_of_somebody_else(browser, people, asked):
    person = make_row(Representative)
    pair = keeps(people.member.member, person)
    case = accept_request(asked, people.clerk.actor, pair=pair, **cells())
    kind, client = person.identity_type.name, browser(people.clerk)
    client.get(f"/cases/{case.number}")
    assert kind not in client.page.words
    case.relation = "本人"
    client.get(f"/cases/{case.number}")
    assert kind in client.page.words


def test_whoever_stands_in_signs_for_both(people, asked):
    actor = replace(people.clerk.actor, for_user_id=people.director.user.id, on_behalf="周国平")
    decline_request(asked, actor, "其他", "这里不收。")
    assert asked.decided_by == "王敏代周国平"


def test_of_an_anonymous_one_nobody_s_phone_is_kept(people, asked, db):
    asked.asker_name = asked.asker_phone = None
    person = make_row(Representative)
    case = accept_request(asked, people.clerk.actor, pair=keeps(people.member.member, person), **cells())
    assert (case.state, case.asker_phone, case.is_anonymous) == ("to_hand_over", None, True)
    assert case.asker_name in (None, rules.ANONYMOUS)
    kept = [str(record.shown) + str(record.filled) for record in history_of(case)]
    assert not [words for words in kept if person.phone in words or person.name in words]


def test_its_photos_become_the_case_s(people, asked, db):
    photo = make_row(
        Attachment, thing="public_request", thing_id=asked.id, name="路口.jpg", stored_as="0" * 32, mime="image/jpeg",
        size=1, sha256="0" * 64, added_at=asked.made_at,
    )  # fmt: skip
    pair = keeps(people.member.member, make_row(Representative))
    case = accept_request(asked, people.clerk.actor, pair=pair, **cells())
    db.session.expire_all()
    assert attachments_of(case) == [photo]
    assert not attachments_of(asked)


def test_it_is_decided_once(people, asked, db):
    pair = keeps(people.member.member, make_row(Representative))
    accept_request(asked, people.clerk.actor, pair=pair, **cells())
    for again in (lambda: accept_request(asked, people.clerk.actor, pair=pair, **cells()),
                  lambda: decline_request(asked, people.clerk.actor, "其他", "不转。")):  # fmt: skip
        with pytest.raises(Refused, match="王敏 已经看过"):
            again()
    assert db.session.query(Case).count() == 1


def test_a_pair_that_was_not_offered_is_refused(browser, people, asked, db):
    keeps(people.member.member, make_row(Representative))
    stranger = f"{people.other_member.member.id}:{make_row(Representative).id}"
    answer = browser(people.clerk).post(f"/public-requests/{asked.id}", data={"pair": stranger, **cells()})
    assert answer.status_code == 422
    assert db.session.query(Case).count() == 0


def test_another_member_can_be_looked_for(browser, people, asked):
    member = people.other_member.member
    keeps(people.member.member, make_row(Representative))
    pair = keeps(member, make_row(Representative, **elsewhere()))
    client = browser(people.clerk)
    assert "吴晓梅" not in client.get(f"/public-requests/{asked.id}").get_data(as_text=True)
    assert pair in client.get(f"/public-requests/{asked.id}?q=吴晓梅").get_data(as_text=True)
    answer = client.post(f"/public-requests/{asked.id}?q=吴晓梅", data={"pair": pair, **cells()})
    assert answer.status_code == 302


def test_declining_says_why_and_makes_nothing(browser, people, asked, db):
    client = browser(people.clerk)
    address = f"/public-requests/{asked.id}/decline"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"reason": "其他", "words": ""}).status_code == 422
    answer = client.post(address, data={"reason": "其他", "words": "这件请打 12345。"})
    assert answer.status_code == 302
    assert (asked.state, asked.decline_reason, asked.decline_words) == ("declined", "其他", "这件请打 12345。")
    assert db.session.query(Case).count() == 0
    assert "这件" not in client.get("/public-requests").get_data(as_text=True).replace("这件事", "")


def test_what_was_declined_is_forgotten_after_half_a_year(app, people, asked, db, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    kept = make_row(PublicRequest, code_id=asked.code_id)
    keep_files(asked, Bundle([("路口.jpg", picture())], tmp_path), people.clerk.actor)
    decline_request(asked, people.clerk.actor, "其他", "这件请打 12345。")
    db.session.commit()
    forget = entries()["casework.forget_declined"].work
    assert forget() == "删去 0 件"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    with clock.set_clock(clock.now() + timedelta(days=184)):
        assert forget() == "删去 1 件"
        assert forget() == "删去 0 件"
    db.session.expire_all()
    assert (asked.text, asked.asker_name, asked.asker_phone) == (rules.FORGOTTEN, None, None)
    assert asked.decline_words == "这件请打 12345。"
    assert kept.asker_phone
    assert not attachments_of(asked)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


class TestWhoAnswers:
    """Whom the page offers, the nearest first."""

    def test_the_one_who_wrote_is_a_representative_himself(self, people, asked):
        near = keeps(people.member.member, make_row(Representative))
        own = keeps(people.other_member.member, make_row(Representative, phone="15400007340", **elsewhere()))
        assert [one.key for one in answerers(asked)] == [own, near]
        assert "就是他反映的" in answerers(asked)[0].words

    def test_the_village_comes_before_the_town(self, db, asked):
        station = first(Station, area_id=first(Area, name="曲塘镇").id)
        village = village_of(station.area)
        station.village_id = village.id
        other = db.session.query(Area).filter(Area.parent_id == station.area_id, Area.id != village.id).first()
        code = first(StationCode, station_id=station.id)
        assert code.id == asked.code_id
        far = keeps(make_row(Member, home_village_id=other.id), make_row(Representative, village_id=other.id))
        near = keeps(make_row(Member, home_village_id=other.id), make_row(Representative, village_id=village.id))
        assert [one.key for one in answerers(asked)] == [near, far]

    def test_each_member_once_and_nobody_who_left(self, db, asked, people):
        member = people.member.member
        best = keeps(member, make_row(Representative))
        keeps(member, make_row(Representative), slot=2)
        keeps(make_row(Member, left_on=asked.made_at.date()), make_row(Representative))
        assert [one.key for one in answerers(asked)] == [best]

    def test_without_pairs_somebody_of_the_town_is_offered(self, people, asked):
        member, person = people.member.member, make_row(Representative)
        assert [one.key for one in answerers(asked)] == [f"{member.id}:{person.id}"]
