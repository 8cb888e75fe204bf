"""Records by whoever organised: of some members at once, each once, within sight, counted until voided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from liaison.assignment.models import Plan
from liaison.contacts.models import Contact
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.performance import actions, queries
from liaison.performance.models import Deed
from liaison.performance.queries.acts import acts_of
from liaison.roster.models import Member, Representative
from tests.performance.lives import Life, five_of, later, on

pytestmark = pytest.mark.sqlite
DAY = date(2026, 3, 2)
RESULTS = ("不足", "结对不足", "每季度第一次")


@pytest.fixture
def four(people, make):
    """Four members of three committees, two of them standing."""
    named = [people.member.member, people.other_member.member]
    named[0].is_standing = True
    make(Member, name="包安邦", is_standing=True)
    make(Member, name="毕成德")
    return named


def told(*columns):
    """The valid records."""
    return database.session.execute(
        select(Member.name, *columns).join(Deed.member).where(Deed.state == "正常").order_by(Member.id, Deed.id)
    ).all()


def test_the_roll_of_a_meeting_with_the_rest(people, four):
    with on(DAY):
        actions.record_roll(
            people.office.actor, kind="全体会议", title="五次会议", held_on=DAY, amount=Decimal(6),
            groups={"出席": "其余", "请假": "吴晓梅", "缺席": "毕成德"},
        )  # fmt: skip
        actions.record_roll(people.office.actor, kind="常委会议", title="十二次", held_on=DAY, groups={"出席": "其余"})
    assert told(Deed.kind, Deed.result, Deed.amount) == [
        ("陈立平", "全体会议", "出席", 6), ("陈立平", "常委会议", "出席", 1), ("吴晓梅", "全体会议", "请假", 6),
        ("包安邦", "全体会议", "出席", 6), ("包安邦", "常委会议", "出席", 1), ("毕成德", "全体会议", "缺席", 6),
    ]  # fmt: skip


def test_signatures_count_in_the_order_they_are_written(people, four):
    with on(DAY):
        actions.record_deeds(
            people.office.actor, what="提案·立案", title="加装路灯", held_on=DAY, names=f"毕成德、{four[0].no}"
        )  # fmt: skip
        actions.record_deeds(people.office.actor, what="视察·参加", title="看河道", held_on=DAY, names="毕成德 包安邦")
    assert told(Deed.kind, Deed.place, Deed.authors) == [
        ("陈立平", "提案", 2, 2), ("包安邦", "视察", 1, 1), ("毕成德", "提案", 1, 2), ("毕成德", "视察", 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("people_named", "sentence"), [
    ("没有这人", "没有找到委员“没有这人”"), ("陈立平、吴晓梅", "没有找到委员“吴晓梅”"),
])  # fmt: skip
def test_a_committee_records_only_its_own_members(people, four, people_named, sentence):
    with on(DAY), pytest.raises(Refused, match=sentence) as refused:
        actions.record_deeds(
            people.clerk.actor, what="视察·参加", title="看河道", held_on=DAY, names=people_named
        )  # fmt: skip
    assert "names" in refused.value.fields


def test_two_of_one_name_are_told_apart_by_number(people, four, make):
    make(Member, name="毕成德")
    with on(DAY), pytest.raises(Refused, match="有 2 位委员叫毕成德"):
        actions.record_deeds(people.office.actor, what="视察·参加", title="看河道", held_on=DAY, names="毕成德")


def test_nothing_is_written_down_twice_not_even_at_once(people, four):
    cells = {"what": "提案·提交", "title": "加装路灯", "held_on": DAY, "names": "陈立平"}
    with on(DAY):
        first = actions.record_deeds(people.office.actor, **cells)[0]
        with pytest.raises(Refused, match="已经记过提交"):
            actions.record_deeds(people.clerk.actor, **{**cells, "what": "提案·立案"})
        actions.void_deed(first, "已经立案", people.office.actor)
        again = actions.record_deeds(people.clerk.actor, **{**cells, "what": "提案·立案"})[0]
        same = {c.key: getattr(again, c.key) for c in Deed.__table__.columns if c.key not in ("id", "version")}
        database.session.add(Deed(**same))
        with pytest.raises(IntegrityError):
            database.session.flush()


def test_records_contacts_cases_and_quarters_are_the_acts_of_a_year(people):
    life = Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7))
    with on(later(7)):
        actions.record_deeds(
            people.clerk.actor, what="联络室值班·完成", title="九月值班", held_on=later(2), names="陈立平"
        )  # fmt: skip

    def acts(day):
        found = acts_of(queries.year_facts(2026, day))
        mine = [(act.words, act.day) for act in found if act.member_id == people.member.member.id]
        return sorted(mine, key=lambda one: (one[1], one[0]))

    short = [("季度联系·不足", date(2026, 3, 31)), ("季度联系·不足", date(2026, 6, 30))]
    assert acts(later(1)) == [*short, ("联系·有效", later(0))]
    duty = ("联络室值班·完成", later(2))
    assert acts(later(7)) == [*short, ("联系·有效", later(0)), duty, ("诉求反馈·已反馈", later(7))]
    life.rate(later(9), "基本满意")
    assert ("评议·基本满意", later(9)) in acts(later(9)) and ("评议·基本满意", later(9)) not in acts(later(8))
    told = [day for words, day in acts(later(9)) if words == "诉求反馈·已反馈"]
    assert told == [later(7)], "once a case, on the day on which he was told"


def test_twenty_calls_to_one_are_not_the_five_each_quarter(people, make):
    member, plan = people.member.member, make(Plan, year=2026)
    kept = five_of(plan, member, 4)
    met = [(1, kept[0])] * 20 + [(5, one) for one in kept] + [(8, one) for one in (*kept[:3], make(Representative).id)]
    for month, one in met:
        make(Contact, member_id=member.id, representative_id=one, contacted_on=date(2026, month, 3))

    def acts(until):
        found = [act for act in acts_of(queries.year_facts(2026, until)) if act.kind in ("季度联系", "结对的代表")]
        assert {act.member_id for act in found if act.result != "不足"} <= {member.id}, "who keeps nobody owes nothing"
        mine = [act for act in found if act.member_id == member.id]
        return {result: [act.day.month for act in mine if act.result == result] for result in RESULTS}

    found = acts(date(2026, 12, 30))
    assert found["不足"] == [6, 9], "as schemes that were published before count it: any contact"
    assert found["结对不足"] == [3, 9], "all four that he keeps are met in the second quarter"
    assert sorted(found["每季度第一次"]) == [1, 5, 5, 5, 5, 8, 8, 8]
    plan.year = 2025
    database.session.flush()
    assert acts(date(2026, 12, 30))["结对不足"] == [], "nobody owes the plan of another year"


def test_the_clerk_records_and_voids_on_pages_and_others_see_nothing(people, four, browser):
    client = browser(people.clerk)
    sent = {"what": "服务群众·办实事", "title": "修水渠", "held_on": "2026-03-02", "names": "陈立平"}
    sent["evidence"] = "照片"
    client.get("/performance/deeds/new")
    client.post("/performance/deeds/new", data=sent)
    answer = client.post("/performance/deeds/new", data=sent)
    assert answer.status_code == 409 and "已经记过办实事" in client.page.words
    client.get("/performance/rolls/new")
    roll = {"kind": "会议活动", "title": "座谈会", "held_on": "2026-03-03", "group_0": "其余"}
    client.post("/performance/rolls/new", data=roll)
    client.get("/performance/2026/deeds?word=修水渠")
    assert "服务群众·办实事" in client.page.words and "2026-03-03" not in client.page.words
    deed = database.session.scalar(select(Deed.id).where(Deed.title == "修水渠"))
    assert browser(people.other_clerk).get(f"/performance/deeds/{deed}/void").status_code == 404
    other = browser(people.other_clerk)
    other.get("/performance/2026/deeds")
    assert "修水渠" not in other.page.words
    client.get(f"/performance/deeds/{deed}/void")
    client.post(f"/performance/deeds/{deed}/void", data={"reason": "记错了人"})
    client.get("/performance/2026/deeds?state=作废")
    assert "记错了人" in client.page.words
