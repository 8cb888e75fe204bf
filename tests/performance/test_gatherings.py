"""Signing in by scanning: by a code of ours, at its time, once; late after its minute; leave and absence afterwards."""

from __future__ import annotations

from datetime import date, time
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.performance import actions, queries
from liaison.performance.models import Deed, Gathering
from liaison.performance.rules.gatherings import code_of, is_good, step_at
from liaison.roster.models import Member

pytestmark = pytest.mark.sqlite
DAY = date(2026, 6, 10)
CELLS = {
    "kind": "会议活动", "title": "夏季协商会", "place": "一号会议室", "station_id": None, "minutes_before": 60,
    "minutes_after": 60, "late_after": 15, "is_changing": False, "amount": None,
}  # fmt: skip


def at(hour, minute=0):
    """It is that time of the day."""
    return clock.set_clock(clock.at(DAY, time(hour, minute)))


def called(person, **more):
    """An activity at half past two."""
    with at(9):
        return actions.call_gathering(person.actor, **{**CELLS, "day": DAY, "at": time(14, 30), **more})


def scanned(gathering, step=0):
    """What a phone reads."""
    return queries.gathering_by_code(None, code_of(gathering.id, gathering.token, step))


def told():
    """(name, result, evidence) of the valid records."""
    rows = select(Member.name, Deed.result, Deed.evidence).join(Deed.member).where(Deed.state == "正常")
    return [tuple(row) for row in database.session.execute(rows.order_by(Deed.id))]


@pytest.mark.parametrize(("hour", "minute", "outcome"), [
    (13, 29, "还没到签到的时候，6月10日 13:30"), (13, 30, "出席"), (14, 44, "出席"), (14, 45, "迟到早退"),
    (15, 30, "迟到早退"), (15, 31, "签到已经结束"),
])  # fmt: skip
def test_an_hour_before_to_an_hour_after_and_late_from_its_minute(people, hour, minute, outcome):
    code = scanned(called(people.clerk))
    with at(hour, minute):
        if outcome in ("出席", "迟到早退"):
            deed = actions.sign_in(code, people.other_member.actor)
            assert actions.sign_in(code, people.other_member.actor) is deed, "twice is once"
            assert told() == [("吴晓梅", outcome, f"扫码签到 {hour}:{minute:02d}")]
            assert deed.organisation_id == people.clerk.actor.organisation_id
        else:
            with pytest.raises(Refused, match=outcome):
                actions.sign_in(code, people.member.actor)


def test_codes_that_are_not_ours_open_nothing_and_old_ones_say_so(people):
    gathering = called(people.office, is_changing=True)
    good = code_of(gathering.id, gathering.token)
    other = good[:-1] + ("0" if good[-1] != "0" else "1")
    for wrong in ("", "x", good[:-1], good.replace("-0-", "-1-"), f"9{good}", other):
        assert queries.gathering_by_code(None, wrong) is None, wrong
    with at(14, 30):
        now = step_at(clock.now())
        assert scanned(gathering, now).is_good and scanned(gathering, now - 4).is_good
        for step in (0, now - 5, now + 1):
            with pytest.raises(Refused, match="码已经换了"):
                actions.sign_in(scanned(gathering, step), people.member.actor)
        assert is_good(0, clock.now(), is_changing=False) and not is_good(now, clock.now(), is_changing=False)
        assert actions.sign_in(scanned(gathering, now), people.member.actor).result == "出席"


def test_a_meeting_of_the_standing_members_and_one_that_was_cancelled(people):
    standing = called(people.office, kind="常委会议")
    with at(14, 30), pytest.raises(Refused, match="只记常委"):
        actions.sign_in(scanned(standing), people.member.actor)
    actions.cancel_gathering(standing, people.office.actor)
    people.member.member.is_standing = True
    with at(14, 30), pytest.raises(Refused, match="已经取消"):
        actions.sign_in(scanned(standing), people.member.actor)
    assert called(people.office, kind="常委会议").id != standing.id, "its name is free again"
    with pytest.raises(Refused, match="同名的活动"):
        called(people.office, kind="常委会议")


def test_leave_absence_and_what_stands_already(people, make):
    gathering, _members = called(people.office), (people.member, people.other_member)
    make(Member, name="包安邦")
    with at(10):
        actions.note_leave(gathering, "吴晓梅", "出差", people.office.actor)
        with pytest.raises(Refused, match="签到还没有结束"):
            actions.note_absence(gathering, "其余", people.office.actor)
    with at(14, 20):
        actions.sign_in(scanned(gathering), people.member.actor)
        with pytest.raises(Refused, match="名单上您是请假"):
            actions.sign_in(scanned(gathering), people.other_member.actor)
        with pytest.raises(Refused, match="已经记过出席"):
            actions.note_leave(gathering, "陈立平", "病了", people.office.actor)
        with pytest.raises(Refused, match="不能再改"):
            actions.change_gathering(gathering, people.office.actor, day=DAY, at=time(15), **CELLS)
    with at(18):
        actions.note_absence(gathering, "其余", people.office.actor)
        with pytest.raises(Refused, match="没有要记的人"):
            actions.note_absence(gathering, "其余", people.office.actor)
        training = called(people.office, kind="学习培训", title="读书会")
        with pytest.raises(Refused, match="不记请假和缺席"):
            actions.note_leave(training, "陈立平", "病了", people.office.actor)
        with pytest.raises(Refused, match="不记请假和缺席"):
            actions.note_absence(training, "其余", people.office.actor)
    assert told() == [
        ("吴晓梅", "请假", "请假：出差"), ("陈立平", "出席", "扫码签到 14:20"), ("包安邦", "缺席", "没有签到"),
    ]  # fmt: skip


def test_who_came_without_a_phone_is_written_down_all_the_same(people):
    gathering, office = called(people.office), people.office.actor
    assert [one.member.name for one in (people.member, people.other_member)] == ["陈立平", "吴晓梅"]
    with at(9), pytest.raises(Refused, match="还没到签到的时候"):
        actions.note_presence(gathering, "陈立平", "出席", office)
    with at(18):
        with pytest.raises(Refused, match="请选记成什么"):
            actions.note_presence(gathering, "陈立平", "缺席", office)
        actions.note_presence(gathering, "陈立平", "迟到早退", office)
        actions.note_presence(gathering, "其余", "出席", office)
        with pytest.raises(Refused, match="已经记过迟到早退"):
            actions.note_presence(gathering, "陈立平", "出席", office)
        tour = called(people.office, kind="视察", title="看河道")
        actions.note_presence(tour, "吴晓梅", "参加", office)
    assert told() == [
        ("陈立平", "迟到早退", "现场补记"), ("吴晓梅", "出席", "现场补记"), ("吴晓梅", "参加", "现场补记"),
    ]  # fmt: skip
    assert [row.name for row in queries.attendance(gathering)] == ["陈立平", "吴晓梅"]


def test_the_office_shows_the_code_and_a_member_scans_it_after_signing_in(people, browser):
    assert people.other_member.member.name == "吴晓梅"
    with at(14, 20):
        office = browser(people.office)
        sent = {key: str(value) for key, value in CELLS.items() if value not in (None, False)}
        office.get("/performance/gatherings/new")
        office.post("/performance/gatherings/new", data={**sent, "day": DAY.isoformat(), "at": "14:30"})
        gathering = database.session.scalar(select(Gathering))
        page = office.get(f"/performance/gatherings/{gathering.id}/code").text
        assert "data:image/svg+xml" in page and "data-anew" not in page
        path = f"/s/{code_of(gathering.id, gathering.token)}"
        assert f"http://localhost{path}" in page
        nobody = browser().get(path)
        assert nobody.status_code == 302 and urlsplit(nobody.location).query == f"next={path}", "back to it afterwards"
        phone = browser(people.member)
        phone.get(path)
        assert "夏季协商会" in phone.page.words and told() == [], "looking at it signs nobody in"
        for _twice in range(2):
            assert phone.post(path).status_code == 302
        phone.get(path)
        assert "已签到：夏季协商会" in phone.page.words and "记成出席" in phone.page.words
        office.get(f"/performance/gatherings/{gathering.id}")
        assert "夏季协商会：1 位到了" in office.page.words and "扫码签到 14:20" in office.page.words
        office.get("/performance/2026/gatherings")
        assert "1 位" in office.page.words
        assert browser(people.clerk).get(f"/performance/gatherings/{gathering.id}").status_code == 404
        assert browser(people.clerk).get(path).status_code == 404, "only members sign in"
        office.post(f"/performance/gatherings/{gathering.id}/leave", data={"names": "吴晓梅", "reason": "出差"})
        other = browser(people.other_member)
        other.get(path)
        assert "名单上您是请假" in other.page.words and other.post(path).status_code == 409
    with at(18):
        late = browser(people.other_member)
        office = browser(people.office)
        office.get(f"/performance/gatherings/{gathering.id}/absence")
        assert "还有 0 位没有签到" in office.page.words
        office.get(f"/performance/gatherings/{gathering.id}/presence")
        office.post(f"/performance/gatherings/{gathering.id}/presence", data={"names": "吴晓梅", "result": "出席"})
        assert "已经记过请假" in office.page.words
        deed = database.session.scalar(select(Deed.id).where(Deed.result == "请假"))
        office.post(f"/performance/deeds/{deed}/void", data={"reason": "人到了"})
        office.get(f"/performance/gatherings/{gathering.id}")
        assert "补记到场" in office.page.words
        late.get(path)
        assert "签到已经结束" in late.page.words and late.post(path).status_code == 409
        office.post("/performance/gatherings/new", data={**sent, "day": "2026-06-11", "at": "9:00", "is_changing": "y"})
        changing = database.session.scalar(select(Gathering).order_by(Gathering.id.desc()))
        assert 'data-anew="60"' in office.get(f"/performance/gatherings/{changing.id}/code").text
        office.post(f"/performance/gatherings/{changing.id}/change",
                    data={**sent, "title": "改名", "day": "2026-06-11", "at": "9:30"})  # fmt: skip
        office.post(f"/performance/gatherings/{changing.id}/cancel")
        office.get(f"/performance/gatherings/{changing.id}")
        assert "改名：0 位到了" in office.page.words and "已经取消" in office.page.words
