"""Targets as data: what counts, in which period, for members and stations; edited by the office like any list."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from liaison.contacts.models import Contact
from liaison.core.db import db as database
from liaison.orgs.models import Station, Task
from liaison.performance import actions, queries
from liaison.performance.models import Target
from liaison.performance.rules import last_day
from liaison.performance.rules.figures import ContactFact
from liaison.performance.rules.targets import STATIONS, fault_of, first_meetings, progress_of
from tests.factories import first
from tests.performance.lives import on
from tests.statements import statement_count
from tests.taking_out import book_in, take_out


@pytest.mark.sqlite
@pytest.mark.parametrize(("period", "days", "until", "words", "percent", "is_met"), [
    ("每年", [(3, 1), (9, 1)], (9, 30), "每年 2 次，做了 2 次", 100, True),
    ("每年", [(3, 1)], (9, 30), "每年 2 次，做了 1 次，还差 1 次", 50, False),
    ("每季度", [(1, 1), (3, 31), (7, 1)], (8, 1), "每季度 2 次，3 个季度里做到 1 个，这个季度还差 1 次", 37, False),
    ("每半年", [(1, 1), (6, 30)], (6, 30), "每半年 2 次，1 个半年里做到 1 个", 50, True),
    ("每月", [], (12, 31), "每月 2 次，12 个月里做到 0 个，最后一个月还差 2 次", 0, False),
])  # fmt: skip
def test_each_period_by_itself(period, days, until, words, percent, is_met):
    target = Target(list_name="五个一", name="事", audience="每位委员", period=period, least=2, counts="甲·成；乙·成")
    happened = [(("甲·成", "乙·成")[n % 2], date(2026, *day)) for n, day in enumerate(days)]
    one = progress_of([target], [*happened, ("丙·成", date(2026, 1, 1))], date(2026, *until))[0]
    assert (one.words, one.percent, one.is_met) == (words, percent, is_met)


@pytest.mark.sqlite
def test_of_each_representative_one_contact_a_quarter_counts():
    days = [(1, 5, (1, 2)), (2, 5, (3, 30)), (3, 5, (4, 1)), (4, 6, (1, 3)), (5, 9, (1, 4))]
    contacts = [ContactFact(one, 7, whom, date(2026, *day), 1, 1, None) for one, whom, day in days]
    assert [one.id for one in first_meetings(contacts, {7: (5, 6)})] == [1, 3, 4]


@pytest.mark.sqlite
def test_every_shipped_line_counts_something_that_exists(db):
    rows = db.session.scalars(select(Target)).all()
    assert {row.list_name for row in rows} == {"五个一", "六个一", "五项任务"}
    assert len([row for row in rows if row.list_name == "六个一"]) == 6
    tasks = set(db.session.scalars(select(Task.name)))
    for row in rows:
        assert not fault_of({"audience": row.audience, "counts": row.counts}), row
        assert all(word[3:] in tasks for word in row.counts.split("；") if word.startswith("任务·")), row
    assert fault_of({"audience": STATIONS, "counts": "提案·立案"}) == {"counts": "“提案·立案”看不懂，请照说明里的写法"}


def test_members_and_stations_see_how_far_they_are_and_the_office_edits(people, make, browser):
    station, task = first(Station), first(Task, name="反映社情民意")
    with on(date(2026, 5, 20)):
        make(Contact, member_id=people.member.member.id, contacted_on=date(2026, 4, 2), task_id=task.id,
             station_id=station.id)  # fmt: skip
        deed = {"title": "看河道", "held_on": date(2026, 3, 2), "names": "陈立平"}
        assert people.other_member.member.name == "吴晓梅"
        actions.record_deeds(people.office.actor, what="视察·参加", **deed)
        actions.call_gathering(
            people.office.actor, kind="协商活动", title="议河道", day=date(2026, 4, 8), at=time(9), place=None,
            station_id=station.id, minutes_before=60, minutes_after=60, late_after=None, is_changing=False, amount=None,
        )  # fmt: skip
        facts = queries.year_facts(2026, last_day(2026))
        own = {line.name: line.is_met for _name, lines in queries.member_targets(facts, people.member.member.id)
               for line in lines}  # fmt: skip
        assert [name for name, is_met in own.items() if is_met] == ["反映社情民意", "参加一次视察或协商"]
        counts = {name: {line.name: line.count for line in lines} for name, lines in queries.members_who_met(facts)}
        assert counts["五个一"]["参加一次视察或协商"] == 1 and counts["五项任务"]["广泛凝聚共识"] == 0
        last = queries.station_targets(people.office.actor, 2026, last_day(2026))[-1]
        done = {line.name: line.done for line in last.found}
        assert last.station.id == station.id and done["协商一次"] == (1, 0) and done["开放一次"][3] == 1
        phone, client = browser(people.member), browser(people.office)
        phone.get("/performance/mine?year=2026")
        assert "每年 1 次，做了 1 次" in phone.page.words and "五项任务：1 / 5 条做到了" in phone.page.words
        page = client.get("/performance/2026/targets").text
        assert 'aria-label="参加一次视察或协商，1 位做到"' in page and 'aria-label="协商一次，1 间做到"' in page
        lists_who_lacks(people, client, browser)
        clerk = browser(people.clerk)
        few = statement_count(lambda: clerk.get("/performance/2026/targets"))
        assert few < 30
        line = database.session.scalar(select(Target).where(Target.name == "协商一次"))
        sent = {"list_name": "六个一", "name": "协商一次", "audience": STATIONS, "period": "每年", "least": "1",
                "version": str(line.version)}  # fmt: skip
        client.get(f"/reference/targets/{line.id}")
        answer = client.post(f"/reference/targets/{line.id}", data={**sent, "counts": "协商活动·立案"})
        assert answer.status_code == 409 and "看不懂" in client.page.words
        client.post(f"/reference/targets/{line.id}", data={**sent, "counts": "协商活动·举办"})
        last = queries.station_targets(people.office.actor, 2026, last_day(2026))[-1]
        assert {one.name: one.done for one in last.found}["协商一次"] == (1,)


def lists_who_lacks(people, client, browser):
    """The list of a member's and of a station's target: who lacks first, either half, within sight, as a workbook."""
    mine, sound = address_of("参加一次视察或协商"), address_of("协商一次")
    client.get(mine)
    words = client.page.words
    assert "参加一次视察或协商：" in words and "位还没做到" in words and words.index("吴晓梅") < words.index("陈立平")
    assert "陈立平" not in client.get(f"{mine}?only=not-met").text and "陈立平" in client.get(f"{mine}?only=met").text
    few = statement_count(lambda: client.get(mine))
    assert few < 30
    book = book_in(take_out(client, f"{mine}/export?only=met")).active
    cells = [row for row in book.iter_rows(values_only=True) if row[1] == "陈立平"]
    assert [row[4:] for row in cells] == [(1, 1, 0, "1", "是")]
    clerk, other = browser(people.clerk), browser(people.other_clerk)
    assert "陈立平" in clerk.get(mine).text and "陈立平" not in other.get(mine).text
    rows = book_in(take_out(other, f"{mine}/export")).active.iter_rows(values_only=True)
    theirs = {cell for row in rows for cell in row}
    assert "吴晓梅" in theirs and "陈立平" not in theirs
    client.get(sound)
    words = client.page.words
    assert "间还没做到" in words and "每半年做了几次" in words and "1 1 做到了" in words
    assert browser(people.leader).get(f"{mine}/export").status_code == 404
    assert client.get("/performance/2026/targets/99999").status_code == 404


def address_of(name):
    """The page of one target."""
    return f"/performance/2026/targets/{database.session.scalar(select(Target.id).where(Target.name == name))}"
