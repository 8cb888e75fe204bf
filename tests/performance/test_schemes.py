"""Schemes as the office draws them up: drafts, lines, sheets, a preview on real members, and frozen once published."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from liaison.assignment.models import Plan
from liaison.audit.models import Event
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.performance import actions, queries
from liaison.performance.rules import last_day
from tests.performance.lives import five_of, on

pytestmark = pytest.mark.sqlite
LINE = {
    "name": "值班", "part": "加分", "rule": "每次计分", "worths": "联络室值班·完成 1", "most": Decimal(4),
    "count": None, "credited": None, "audience": "全体委员", "steps": None, "ceiling": None,
}  # fmt: skip
SENT = {key: str(value) for key, value in LINE.items() if value is not None}


@pytest.fixture
def draft(people):
    """A draft of 2026 as the default ships."""
    return actions.draw_up(2026, people.office.actor, shipped="default")


def test_a_draft_is_changed_line_by_line_and_the_log_says_so(people, draft):
    office = people.office.actor
    item = actions.add_item(draft, office, **LINE)
    actions.change_item(item, office, item.version, **{**LINE, "most": Decimal("4.5")})
    actions.change_scheme(draft, office, draft.version, name="本市方案", bonus=Decimal(15))
    actions.remove_item(item, office)
    assert (draft.name, draft.bonus, len(draft.items)) == ("本市方案", 15, 23)
    verbs = select(Event.verb).where(Event.thing == "scheme").order_by(Event.id)
    assert list(database.session.scalars(verbs)) == [
        "scheme.draw_up", "scheme.add_item", "scheme.change_item", "scheme.change", "scheme.remove_item",
    ]  # fmt: skip


@pytest.mark.parametrize(("cells", "cell"), [
    ({"worths": "提案·通过 3"}, "worths"), ({"most": Decimal("1.234")}, "most"), ({"name": "全体会议"}, "name"),
    ({"rule": "按完成率", "most": None}, "most"), ({"worths": "联络室值班·完成 −1"}, "worths"),
    ({"most": Decimal(-1)}, "most"),
])  # fmt: skip
def test_a_line_that_means_nothing_is_refused_beside_its_cell(people, draft, cells, cell):
    with pytest.raises(Refused) as refused:
        actions.add_item(draft, people.office.actor, **{**LINE, **cells})
    assert cell in refused.value.fields and len(draft.items) == 23


def test_a_published_scheme_is_frozen_and_the_next_version_takes_its_place(people, draft):
    office = people.office.actor
    actions.publish_scheme(draft, office)
    for verb in (
        lambda: actions.change_scheme(draft, office, name="改"), lambda: actions.add_item(draft, office, **LINE),
        lambda: actions.change_item(draft.items[0], office, **LINE),
        lambda: actions.remove_item(draft.items[0], office),
        lambda: actions.replace_items(draft, [LINE], office), lambda: actions.publish_scheme(draft, office),
        lambda: actions.drop_scheme(draft, office),
    ):  # fmt: skip
        with pytest.raises(Refused, match="已发布的方案不能改"):
            verb()
    again = actions.draw_up(2026, office, like=draft)
    assert (again.number, [one.name for one in again.items]) == (2, [one.name for one in draft.items])
    assert queries.scheme_in_force(2026).id == draft.id
    actions.publish_scheme(again, office)
    assert queries.scheme_in_force(2026).id == again.id


def test_a_draft_that_somebody_else_changed_meanwhile_is_not_overwritten(people, draft):
    seen = draft.version
    actions.change_scheme(draft, people.office.actor, seen, name="一")
    with pytest.raises(Refused, match="别人刚刚改过"):
        actions.change_scheme(draft, people.office.actor, seen, name="二")


def test_a_scheme_that_cannot_grade_is_not_published(people, draft):
    actions.change_item(draft.items[-1], people.office.actor, **{**LINE, "rule": "一票否决", "ceiling": "没有这等"})
    with pytest.raises(Refused, match="没有这等"):
        actions.publish_scheme(draft, people.office.actor)


def test_the_preview_reckons_real_members_and_says_what_changes(people, make, draft):
    kept = five_of(make(Plan, year=2026), people.member.member)
    for month, one in zip((1, 2, 3, 4), kept, strict=False):
        make(Contact, member_id=people.member.member.id, representative_id=one, contacted_on=date(2026, month, 5))
    people.other_member.member.is_standing = True
    actions.publish_scheme(draft, people.office.actor)
    other = actions.draw_up(2026, people.office.actor, like=draft)
    rate = next(item for item in other.items if item.name == "联系完成率")
    actions.change_item(rate, people.office.actor, count=8)
    with on(date(2026, 12, 31)):
        rows = queries.preview(other, queries.year_facts(2026, last_day(2026)), draft)
    mine = next(row for row in rows if row.member.name == "陈立平")
    # 4 of 20 are 2 points, 4 of 8 are 5; 4 records; four quarters short
    assert (mine.now.total, mine.then.total, mine.change) == (2, 5, 3)
    assert mine.then.parts["扣分"] == -4
    assert [(name, now, before) for name, now, before in queries.spread(rows, queries.rulebook(other)) if now] == [
        ("不称职", 2, 2),
    ]  # fmt: skip


def test_last_year_by_this_year_s_scheme(people, make, draft, browser):
    [one, *_rest] = five_of(make(Plan, year=2025), people.member.member)
    make(Contact, member_id=people.member.member.id, representative_id=one, contacted_on=date(2025, 3, 5))
    client = browser(people.office)
    assert people.other_member.member.id
    client.get(f"/performance/schemes/{draft.id}/publish")
    assert "年按它算" not in client.page.words, "there is nothing to compare it with"
    client.get(f"/performance/schemes/{draft.id}/preview?year=2025")
    assert "2025 年的记录按 2026 年第 1 版" in client.page.words
    assert "陈立平" in client.page.words and "−2.5" in client.page.words  # 0.5 + 1 − 4 quarters


def test_whoever_publishes_sees_first_for_whom_last_year_would_change_most(people, make, draft, browser):
    plan, members = make(Plan, year=2025), (people.member.member, people.other_member.member)
    mine, others = (five_of(plan, one) for one in members)
    for member, one, month in ((members[0], mine[0], 2), (members[0], mine[1], 3), (members[1], others[0], 4)):
        make(Contact, member_id=member.id, representative_id=one, contacted_on=date(2025, month, 5))
    former = actions.draw_up(2025, people.office.actor, shipped="default")
    actions.publish_scheme(former, people.office.actor)
    records = next(item for item in draft.items if item.name == "联系记录")
    actions.change_item(records, people.office.actor, worths="联系·有效 3")
    facts = queries.year_facts(2025, last_day(2025))
    found = queries.what_if(draft, facts)
    told = [(row.member.name, row.now.total, row.then.total, row.then.grade) for row in found.changed]
    # two contacts: 1 + 2, now 1 + 5 (the cap); one: 0.5 + 1, now 0.5 + 3; four quarters short each
    assert told == [("陈立平", -1, 2, "不称职"), ("吴晓梅", Decimal("-2.5"), Decimal("-0.5"), "不称职")]
    assert found.beside.id == former.id
    client = browser(people.office)
    client.get(f"/performance/schemes/{draft.id}/publish")
    assert "2025 年按它算，2 位委员的分或等次会变" in client.page.words
    assert "陈立平 −1 2 3 不称职" in client.page.words
    client.get(f"/performance/schemes/{draft.id}")
    assert "去年按它会怎样" in client.page.words


def test_the_office_draws_up_changes_and_publishes_on_pages(people, browser):
    client = browser(people.office)
    client.get("/performance/2026/schemes")
    assert "2026 年还没有发布的方案" in client.page.words and f"{clock.today().year + 1} 年" in client.page.words
    client.post("/performance/2026/schemes/new", data={"start": "-2"})
    scheme = queries.schemes_of(2026)[0]
    client.get(f"/performance/schemes/{scheme.id}")
    assert "济南市政协（2015）" in client.page.words and "满分 30 分" in client.page.words
    answer = client.post(f"/performance/schemes/{scheme.id}/items/new", data={**SENT, "worths": "值班 1"})
    assert answer.status_code == 409 and "看不懂" in client.page.words
    client.post(f"/performance/schemes/{scheme.id}/items/new", data=SENT)
    item = queries.scheme_for(people.office.actor, scheme.id).items[-1]
    client.get(f"/performance/scheme-items/{item.id}")
    client.post(f"/performance/scheme-items/{item.id}", data={**SENT, "most": "3"})
    client.post(f"/performance/schemes/{scheme.id}/change", data={"name": "改名", "grades": "好 60\n差", "bonus": "50"})
    assert client.post(f"/performance/schemes/{scheme.id}/publish").status_code == 409
    grades = "优秀 85；称职 60；不称职"
    client.post(f"/performance/schemes/{scheme.id}/change", data={"name": "改名", "grades": grades, "bonus": "50"})
    client.post(f"/performance/schemes/{scheme.id}/publish")
    client.get("/performance/2026/schemes")
    assert "2026 年按第 1 版计分：改名" in client.page.words
    assert client.post(f"/performance/scheme-items/{item.id}/remove").status_code == 409


def test_a_scheme_goes_out_as_a_sheet_and_comes_back_the_same(people, browser, draft):
    client = browser(people.office)
    book = client.get(f"/performance/schemes/{draft.id}/scheme.xlsx").data
    tab = openpyxl.load_workbook(io.BytesIO(book))["计分项目"]
    assert [cell.value for cell in tab[3]][:4] == ["项目", "类别", "计分办法", "计几分"]
    before = queries.rulebook(draft).items
    other = actions.draw_up(2027, people.office.actor, shipped="minhang")
    client.post(f"/performance/schemes/{other.id}/import", data={"file": (io.BytesIO(book), "方案.xlsx")})
    assert queries.rulebook(queries.scheme_for(people.office.actor, other.id)).items == before


@pytest.mark.parametrize(("lines", "told"), [
    ("值班,加分,每次计分,值班 1,,,,全体委员,,", "看不懂"),
    ("值班,不知道,每次计分,联络室值班·完成 1,,,,全体委员,,", "类别请从"),
])  # fmt: skip
def test_a_sheet_that_cannot_be_read_changes_nothing(people, browser, draft, lines, told):
    content = f"项目,类别,计分办法,计几分,封顶,次数,计前几名,适用,分档,最高等次\n{lines}\n".encode()
    client = browser(people.office)
    sent = {"file": (io.BytesIO(content), "方案.csv")}
    answer = client.post(f"/performance/schemes/{draft.id}/import", data=sent)
    assert answer.status_code == 409 and told in client.page.words
    assert len(queries.scheme_for(people.office.actor, draft.id).items) == 23


def test_a_draft_is_thrown_away(people, browser, draft):
    client = browser(people.office)
    client.post(f"/performance/schemes/{draft.id}/drop")
    assert queries.schemes_of(2026) == []
