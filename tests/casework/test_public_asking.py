"""What somebody without an account can do: write through a station's code, within limits, once (QR-01, 04, 06, 07)."""

from __future__ import annotations

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from liaison.casework.actions.stations import TOKEN_BYTES
from liaison.casework.models import Case, PublicAttempt, PublicRequest, StationCode
from liaison.casework.rules import public as rules
from liaison.casework.views import stamps
from liaison.core import clock
from liaison.core.db import Base
from liaison.files.queries import attachments_of
from liaison.notices.models import Message
from tests.factories import make_row
from tests.files.test_actions import photo

WRITTEN = {
    "what": "村口的路灯坏了三天，晚上看不见路。", "where": "曲塘镇刘圩村", "phone": "154 0000 7340", "name": "王师傅",
    "agreed": "y",
}  # fmt: skip
STAMP = re.compile(r'name="stamp" value="([^"]+)"')
NUMBER = re.compile(r'class="code">(\d{4}) (\d{4})<')
DIGITS = re.compile(r'class="code">(\d{4})<')
LATER = timedelta(seconds=10)
BOT_POSTS = int(os.environ.get("BOT_POSTS", "150"))  # `make soak` sends 1,000


@pytest.fixture
def code(db):
    """The open code of a station of 曲塘镇."""
    return make_row(StationCode, token="a" * 22, phone="0513-88812345")


def stamped(client, code, **cells):
    """What a form sends that was shown some seconds ago."""
    with clock.set_clock(clock.now() - LATER):
        page = client.get(f"/q/{code.token}").get_data(as_text=True)
    return {**WRITTEN, "stamp": STAMP.search(page)[1], **cells}


def sent(client, code, **cells):
    """The answer to a form that was filled in with care."""
    return client.post(f"/q/{code.token}", data=stamped(client, code, **cells))


def stored(db):
    """All that came in."""
    return db.session.query(PublicRequest).order_by(PublicRequest.id).all()


def test_all_that_is_missing_is_said_at_once(browser, code, db):
    client = browser()
    answer = sent(client, code, what="", phone="", agreed="")
    assert answer.status_code == 422
    assert "还有 3 处要改" in client.page.words
    assert all(said in client.page.words for said in ("请填什么事", rules.PHONE_MISSING, rules.AGREE_FIRST))
    assert stored(db) == []


def test_a_wrong_phone_is_told_what_is_wrong_with_it(browser, code):
    client = browser()
    sent(client, code, phone="12345", agreed="")
    assert "手机号不足 11 位，请补全" in client.page.words
    assert rules.PHONE_MISSING not in client.page.words


def test_three_questions_make_a_request_and_no_case(browser, code, db, people):
    desk = people.clerk.user.id
    answer = sent(browser(), code)
    assert answer.status_code == 200
    (asked,) = stored(db)
    page = answer.get_data(as_text=True)
    assert "".join(NUMBER.search(page).groups()) == asked.number
    assert not DIGITS.search(page)
    assert "0513-88812345" in page
    assert (asked.text, asked.place, asked.asker_phone) == (WRITTEN["what"], "曲塘镇刘圩村", "15400007340")
    assert (asked.state, asked.notice_version) == ("waiting", rules.NOTICE_VERSION)
    assert asked.notice_at < asked.made_at
    assert db.session.query(Case).count() == 0
    assert [m.link for m in db.session.query(Message).filter_by(user_id=desk)] == ["/public-requests"]


def test_the_form_says_who_uses_what_is_written_and_sets_no_cookie_but_its_own(browser, code):
    client = browser()
    answer = client.get(f"/q/{code.token}")
    page = answer.get_data(as_text=True)
    for words in ("曲塘镇政协工委", "满 6 个月删去", "怎么保护您的信息", "110", "12345"):
        assert words in page, words
    names = {header.partition("=")[0] for header in answer.headers.getlist("Set-Cookie")}
    assert names <= {"form"}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"what": ""}, "请填什么事"),
        ({"what": "长" * 2001}, "最多 2000 个字"),
        ({"where": ""}, "请填在哪里"),
        ({"phone": "1234"}, "手机号"),
        ({"phone": ""}, "请填 11 位手机号；不想留的"),
        ({"agreed": ""}, "请先勾选“我同意”"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(browser, code, db, cells, words):
    answer = sent(browser(), code, **cells)
    assert answer.status_code in (409, 422)
    page = answer.get_data(as_text=True)
    assert words in page
    assert cells.get("what") == "" or (cells.get("what") or WRITTEN["what"])[:20] in page
    assert not stored(db)


def test_whoever_stays_anonymous_leaves_no_name_and_gets_four_digits(browser, code, db):
    client = browser()
    form = stamped(client, code, is_anonymous="y")
    page = client.post(f"/q/{code.token}", data=form).get_data(as_text=True)
    (asked,) = stored(db)
    assert (asked.asker_name, asked.asker_phone) == (None, None)
    digits = DIGITS.search(page)[1]
    assert asked.proof == rules.proof_of(asked.number, digits)
    assert DIGITS.search(client.post(f"/q/{code.token}", data=form).get_data(as_text=True))[1] == digits


def test_a_form_sent_again_is_one_request(browser, code, db):
    client = browser()
    form = stamped(client, code)
    numbers = {NUMBER.search(client.post(f"/q/{code.token}", data=form).get_data(as_text=True))[0] for _ in range(8)}
    assert len(numbers) == len(stored(db)) == 1


def test_the_same_words_on_a_new_form_are_not_taken_twice_a_day(browser, code, db):
    sent(browser(), code)
    again = sent(browser(), code)
    assert again.status_code == 409
    assert "一样的内容今天已经收到了" in again.get_data(as_text=True)
    with clock.set_clock(clock.now() + timedelta(hours=25)):
        assert sent(browser(), code).status_code == 200
    assert len(stored(db)) == 2


def pictures(number):
    """So many small photos, as a browser sends them."""
    return [(BytesIO(photo()), f"路口{n}.jpg") for n in range(number)]


def test_three_photos_go_along_and_the_clerk_sees_them(app, browser, code, db, people, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    assert sent(browser(), code, photos=pictures(3)).status_code == 200
    (asked,) = stored(db)
    kept = attachments_of(asked)
    assert [one.mime for one in kept] == ["image/jpeg"] * 3
    page = browser(people.clerk).get(f"/public-requests/{asked.id}").get_data(as_text=True)
    assert page.count("/small") >= 3
    assert browser(people.clerk).get(f"/files/{kept[0].id}").status_code == 200
    assert browser(people.other_clerk).get(f"/files/{kept[0].id}").status_code == 404
    assert browser().get(f"/files/{kept[0].id}").status_code == 302


@pytest.mark.parametrize("photos", [4, b"%PDF-1.4 %%EOF", b"<svg onload=alert(1)>"])
def test_a_fourth_photo_and_what_is_none_are_refused_with_everything_typed(
    app, browser, code, db, tmp_path, monkeypatch, photos
):
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    chosen = pictures(photos) if isinstance(photos, int) else [(BytesIO(photos), "a.jpg")]
    answer = sent(browser(), code, photos=chosen)
    assert answer.status_code in (409, 422)
    assert WRITTEN["what"] in answer.get_data(as_text=True)
    assert not stored(db)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("cells", [{"website": "http://a"}, {"stamp": ""}, {"stamp": "x.y"}])
def test_what_a_machine_sends_is_not_taken(browser, code, db, cells):
    answer = sent(browser(), code, **cells)
    assert answer.status_code == 422
    assert "过几秒钟再送一次" in answer.get_data(as_text=True)
    assert WRITTEN["what"] in answer.get_data(as_text=True)
    assert not stored(db)


@pytest.mark.parametrize(("age", "status"), [(1, 422), (4, 200), (23 * 3600, 200), (25 * 3600, 422)])
def test_a_form_is_good_from_three_seconds_to_a_day(browser, code, db, age, status):
    client = browser()
    with clock.set_clock(clock.now() - timedelta(seconds=age)):
        page = client.get(f"/q/{code.token}").get_data(as_text=True)
    answer = client.post(f"/q/{code.token}", data={**WRITTEN, "stamp": STAMP.search(page)[1]})
    assert answer.status_code == status


def test_a_stamp_signed_before_the_key_was_changed_is_still_ours(app, browser, code, db, monkeypatch):
    form, key = stamped(browser(), code), app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "n" * 48)
    assert stamps.stamp_of(code, form["stamp"]) is None
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [key])
    assert stamps.stamp_of(code, form["stamp"])
    fresh = stamps.new_stamp(code)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert stamps.stamp_of(code, fresh), "the new key signs"


def test_a_stamp_of_another_station_is_no_good(browser, code, db):
    form = stamped(browser(), code)
    code.id += 100
    db.session.flush()
    assert browser().post(f"/q/{code.token}", data=form).status_code == 422


@pytest.mark.parametrize("change", [{"is_paused": True}, {"expires_on": clock.today() - timedelta(days=1)}])
def test_a_paused_or_expired_code_takes_nothing(browser, code, db, change):
    form = stamped(browser(), code)
    for key, value in change.items():
        setattr(code, key, value)
    answer = browser().post(f"/q/{code.token}", data=form)
    assert answer.status_code == 404
    assert "现在不能用" in answer.get_data(as_text=True)
    assert not stored(db)


def test_guessed_codes_open_nothing(browser, code):
    client = browser()
    words = set()
    for guess in ("b" * 22, "a" * 21, "1", "%00", "' OR 1=1 --", str(code.id)):
        assert client.get(f"/q/{guess}").status_code == 404
        words.add(client.page.words)
    assert len(words) == 1
    assert code.station.name not in words.pop()


def test_a_new_code_has_128_bits():
    assert TOKEN_BYTES * 8 >= 128


def test_from_one_address_five_an_hour(browser, code, db):
    client = browser()
    for number in range(5):
        assert sent(client, code, what=f"第 {number} 件事").status_code == 200
    refused = sent(client, code, what="第 6 件事")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3601
    assert "请过一会儿再送" in refused.get_data(as_text=True)
    assert "第 6 件事" in refused.get_data(as_text=True)
    with clock.set_clock(clock.now() + timedelta(minutes=61)):
        assert sent(client, code, what="第 6 件事").status_code == 200
    assert len(stored(db)) == 6


def test_many_behind_one_wireless_network_may_each_write(browser, code, db):
    """RL-02's five an hour are of a device; an address that a whole market shares has more."""
    with clock.set_clock(clock.now() - timedelta(minutes=1)):
        for number in range(20):
            tried = {"address": "127.0.0.1", "subject": str(code.id), "device": f"phone {number}", "at": clock.now()}
            db.session.add(PublicAttempt(kind="ask", **tried))
    client = browser()
    with client.session_transaction() as session:
        session["csrf_token"] = "k" * 40
    for number in range(5):
        assert sent(client, code, what=f"第 {number} 件事").status_code == 200
    assert sent(client, code, what="第 6 件事").status_code == 429
    other = browser()
    with other.session_transaction() as session:
        session["csrf_token"] = "l" * 40
    assert sent(other, code, what="另一部手机").status_code == 200
    assert {one.device for one in db.session.query(PublicAttempt).order_by(PublicAttempt.id.desc()).limit(6)} == {
        rules.hash_of_key("k" * 40), rules.hash_of_key("l" * 40)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "most"), [("PUBLIC_PER_DEVICE", 1), ("PUBLIC_PER_ADDRESS", 2), ("PUBLIC_PER_CODE", 3)]
)
def test_how_many_an_hour_is_a_setting(app, browser, code, db, monkeypatch, name, most):
    monkeypatch.setitem(app.config, name, most)
    statuses = []
    for number in range(4):
        client = browser()
        with client.session_transaction() as session:
            session["csrf_token"] = "a" * 40 if name == "PUBLIC_PER_DEVICE" else f"{number}" * 40
        address = "10.0.0.1" if name == "PUBLIC_PER_ADDRESS" else f"10.0.0.{number}"
        form = stamped(client, code, what=f"第 {number} 件")
        statuses.append(client.post(f"/q/{code.token}", data=form, environ_base={"REMOTE_ADDR": address}).status_code)
    assert statuses == [200] * most + [429] * (4 - most)


def bot_posts(app, db, code, number):
    """The statuses of so many posts of a script: each a form of its own, from ever new addresses and devices."""
    db.session.commit()
    client, statuses = FlaskClient(app, app.response_class), Counter()
    with app.test_request_context(), clock.set_clock(clock.now() - LATER):
        stamps_made = [stamps.new_stamp(code) for _ in range(number)]
    for place, stamp in enumerate(stamps_made):
        with client.session_transaction() as session:
            session["csrf_token"] = f"{place:040d}"
        form = {**WRITTEN, "what": f"第 {place} 件", "stamp": stamp, "is_anonymous": "y"}
        address = f"10.{place // 65536}.{place // 256 % 256}.{place % 256}"
        found = client.post(f"/q/{code.token}", data=form, environ_base={"REMOTE_ADDR": address})
        statuses[found.status_code] += 1
    return statuses


def rows_of_tables(db):
    """`{table: rows}` of the whole database."""
    return {name: db.session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()}


@pytest.mark.sqlite
def test_however_many_posts_of_a_script_leave_a_hundred_in_quarantine_and_no_case(app, db, code, people):
    """QR-04: what is stored is bounded by the limit of the code, in every table, whatever a script tries."""
    assert people.clerk
    before = rows_of_tables(db)
    statuses = bot_posts(app, db, code, BOT_POSTS)
    assert statuses == {200: rules.PER_CODE, 429: BOT_POSTS - rules.PER_CODE}
    assert {one.state for one in stored(db)} == {"waiting"} and len(stored(db)) == rules.PER_CODE
    after = rows_of_tables(db)
    assert after["case"] == after["contact"] == 0
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown.pop("message") == 1
    assert set(grown) <= {"public_request", "public_attempt", "event", "event_seal", "counter", "outgoing"}
    assert all(number <= rules.PER_CODE + 3 for number in grown.values()), grown


def test_old_tries_are_forgotten(browser, code, db):
    db.session.add(PublicAttempt(kind="ask", address="10.0.0.1", subject="1", at=clock.now() - timedelta(days=3)))
    sent(browser(), code)
    assert [one.address for one in db.session.query(PublicAttempt)] == ["127.0.0.1"]


def at_once(app, db, code, forms):
    """The statuses of posts that arrive together, each from the same address."""
    db.session.commit()
    address = f"/q/{code.token}"
    db.session.remove()

    def post(form):
        return FlaskClient(app, app.response_class).post(address, data=form).status_code

    with ThreadPoolExecutor(8) as threads:
        return Counter(threads.map(post, forms))


def test_fifty_taps_at_once_are_one_request(app, browser, code, db):
    form = stamped(browser(), code)
    assert at_once(app, db, code, [form] * 50) == {200: 50}
    assert len(stored(db)) == 1


def test_of_many_at_once_no_more_than_the_limit_are_stored(app, browser, code, db):
    client = browser()
    forms = [stamped(client, code, what=f"第 {number} 件") for number in range(12)]
    assert at_once(app, db, code, forms) == {200: 5, 429: 7}
    assert len(stored(db)) == 5
