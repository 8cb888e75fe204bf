"""A year with points: its columns in the workbook, and that a second count over the sheets gives the same."""

from __future__ import annotations

import random
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from liaison.assignment.models import Plan
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.sheets import write_book
from liaison.orgs.models import Sector
from liaison.performance import actions
from liaison.performance.models import Deed
from liaison.performance.queries import explanation, year_facts, year_tables
from liaison.performance.rules import FIGURES, shown
from liaison.performance.rules.deeds import RECORDED
from liaison.performance.rules.explaining import ALSO_CALLED
from liaison.performance.sheets.workbook import member_columns, members_of, workbook_pages
from liaison.roster.models import Member, Representative
from tests.performance.lives import Life, five_of, later, on
from tests.performance.test_workbook import HEADINGS
from tests.recount import Recount, differences

pytestmark = pytest.mark.sqlite  # the sums of the ledger on PostgreSQL are those of test_ledger
END = date(2026, 12, 31)
WHO = {
    "序号", "委员编号", "姓名", "性别", "界别", "所属工委（工作组）", "政协职务", "备注", "常委", "每季应联",
    "等次说明",
}  # fmt: skip


@pytest.fixture
def world(people, make):
    """Nine members with chance deeds of every kind, cases rated and told, one member exempt, one who left."""
    members = [people.member.member, people.other_member.member, *(make(Member) for _ in range(7))]
    members[1].is_standing = members[4].is_standing = True
    members[8].left_on = date(2026, 5, 6)
    for member, sector in zip(members[2:6], database.session.scalars(select(Sector).offset(1)), strict=False):
        member.sector_id = sector.id
    chance = random.Random(20261122)
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    Life(people, later(10)).hand_over(later(11)).approve(later(12)).handle(later(16)).tell(later(17))
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(40)).tell(later(41)).rate(later(42), "不满意", True)
    plan, other = make(Plan, year=2026), make(Representative).id
    for member, count in zip(members[:7], (5, 5, 5, 3, 1, 0, 5), strict=True):
        kept = five_of(plan, member, count)
        for _ in range(chance.randrange(1, 26)):
            day = date(2026, chance.randrange(1, 13), chance.randrange(1, 28))
            make(Contact, member_id=member.id, representative_id=chance.choice([*kept, other]), contacted_on=day)
        for n in range(25):
            database.session.add(deed(member, n, chance))
    database.session.flush()
    return members


def deed(member, n, chance):
    """A record by chance."""
    kind = chance.choice([*RECORDED, "提案", "提案", "社情民意", "会议活动", "全体会议"])
    authors = chance.choice((1, 1, 2, 4)) if kind.startswith(("提案", "社情民意")) else 1
    return Deed(
        member_id=member.id, kind=kind, result=chance.choice(RECORDED[kind]), title=f"第 {n} 件",
        held_on=date(2026, 1, 1 + n), authors=authors, place=chance.randrange(authors) + 1,
        amount=chance.choice((1, 1, 2)), recorded_by="办公室",
        recorded_at=clock.now(),
    )  # fmt: skip


def reckoned(people, shipped, day=END):
    """The year reckoned by a shipped scheme on a day."""
    office = people.office.actor
    actions.publish_scheme(actions.draw_up(2026, office, shipped=shipped), office)
    with on(day):
        return actions.compute_year(2026, office)


def written(path, day=END):
    """The workbook of the year as of a day."""
    with on(day):
        write_book(path, workbook_pages(year_tables(year_facts(2026, day)), "海安市政协"))
    return path


def test_a_second_count_over_the_sheets_gives_every_cell_by_two_schemes(people, world, tmp_path):
    with on(date(2026, 6, 1)):
        actions.exempt(2026, world[3].no, "长期病休", people.office.actor)
    for shipped in ("tongcheng-2019", "default"):
        reckoned(people, shipped)
        path = written(tmp_path / f"{shipped}.xlsx")
        assert differences(path) == [], shipped
    count = Recount(path)
    scores = count.scores()
    assert len(scores) == len(world) and sum(one["等次"] == "不参加考核" for one in scores.values()) == 1
    assert len({one["联系完成率（分）"] for one in scores.values()}) > 4
    assert len({one["季度联系不足（次）"] for one in scores.values()}) > 2
    assert len({one["总分"] for one in scores.values()}) > 5 and len(count.records) == 7 * 25
    look_at(openpyxl.load_workbook(path))
    for tab, heading in (("年度履职", "提案（分）"), ("分界别", "人均总分"), ("分工委（工作组）", "优秀（人）")):
        plant(path, tab, heading)
        assert any(heading in one for one in differences(path)), "a cell that was changed is found"


def test_nobody_has_a_grade_before_the_year_is_over(people, world, tmp_path, browser):
    exempt, day = world[3], date(2026, 12, 30)
    with on(date(2026, 6, 1)):
        actions.exempt(2026, exempt.no, "长期病休", people.office.actor)
    reckoned(people, "default", day)
    path = written(tmp_path / "year.xlsx", day)
    assert differences(path) == []
    scores = Recount(path).scores()
    assert {one["等次"] for one in scores.values()} == {None, "不参加考核"}
    assert [one["名次"] for one in scores.values()].count(None) == 1, "they are ranked all the same"
    book = openpyxl.load_workbook(path)
    rows = list(book["积分名次"].iter_rows(min_row=4, values_only=True))[:-2]
    assert {row[-2:] for row in rows} == {(None, "年度还没有结束")}
    assert "等次空着" in {row[0]: row[1] for row in book["口径说明"].values}["等次"]
    with on(day):
        office, member = browser(people.office), browser(people.member)
        office.get("/performance/2026/scores")
        assert "年底才定等次" in office.page.words and "称职" not in office.page.words
        office.get("/performance/2026?show=points")
        assert "年底才定等次" in office.page.words
        member.get("/performance/mine/scores")
        total = next(one["总分"] for no, one in scores.items() if no == people.member.member.no)
        least, name = next(one for one in ((60, "基本称职"), (75, "称职"), (90, "优秀")) if one[0] > total)
        assert f"年底才定等次；现在 {shown(total)} 分，再得 {shown(least - total)} 分到{name}" in member.page.words
        member.get("/performance/mine/explain?year=2026&column=等次")
        assert "年度还没有结束" in member.page.words
        office.get(f"/performance/2026/scores/{exempt.id}")
        assert "不参加考核" in office.page.words and "照现在的分" not in office.page.words
    reckoned(people, "default")
    with on(END):
        office = browser(people.office)
        office.get(f"/performance/2026/scores/{people.member.member.id}")
        assert "照现在的分，等次是" in office.page.words and "年底才定" not in office.page.words


def look_at(book):
    """The columns, the tabs and the lines at the foot of a year with points."""
    assert book.sheetnames[8:14] == ["明细", "履职记录", "积分名次", "不参加考核", "计分项目", "总分和等次"]
    rows = list(book["年度履职"].iter_rows(min_row=3, values_only=True))
    heads = rows[0]
    assert heads[:24] == tuple(HEADINGS[:24]) and heads[-1] == "备注"
    subtotals = [heads.index(f"{part}小计") for part in ("会议活动", "建言", "联系", "学习", "其他", "加分", "扣分")]
    total, grade = heads.index("总分"), heads.index("等次")
    for row in rows[1:-2]:
        assert row[total] == pytest.approx(sum(row[place] for place in subtotals))
        assert row[grade]
    for tab in book.sheetnames[:8]:
        foot = [row[0] for row in book[tab].iter_rows(values_only=True) if str(row[0]).startswith("核对：")]
        assert len(foot) == 1 and "相符" in foot[0] and "不符" not in foot[0], tab
    for tab in book.sheetnames[1:3]:
        rows = list(book[tab].iter_rows(min_row=3, values_only=True))
        assert rows[0][-6:] == ("总分", "人均总分", "优秀（人）", "称职（人）", "基本称职（人）", "不称职（人）")
        assert "考核人数 本表 8、年度履职 8，相符；总分 本表 " in rows[-1][0]
        held = rows[0].index("考核人数")
        assert sum(row[held] > 0 for row in rows[1:-2]) > 1 and rows[-2][held] == sum(rows[-2][-4:]) == 8, tab
    ranked = list(book["积分名次"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in ranked[:-2]] == sorted(row[0] for row in ranked[:-2]) and "相符" in ranked[-1][0]
    [away] = list(book["不参加考核"].iter_rows(min_row=4, values_only=True))
    assert away[0] is None and away[-1] == "长期病休"
    notes = {row[0]: row[1] for row in book["口径说明"].iter_rows(min_row=4, values_only=True)}
    assert "第 2 版“默认方案" in notes["积分"] and "算到2026年12月31日" in notes["积分"]


def plant(path, tab, heading):
    """Change one cell of points."""
    book = openpyxl.load_workbook(path)
    sheet = book[tab]
    column = next(cell.column for cell in sheet[3] if cell.value == heading)
    line = next(line for line in range(4, 99) if sheet.cell(line, column).value is not None)
    sheet.cell(line, column).value += 1
    book.save(path)


def test_points_that_tell_more_than_the_day_stay_out(people, make, tmp_path):
    make(Contact, member_id=people.member.member.id, contacted_on=date(2026, 5, 6))
    reckoned(people, "default")
    with on(END):
        tables = year_tables(year_facts(2026, date(2026, 6, 30)))
    assert tables.scores is None
    with on(END):
        assert year_tables(year_facts(2026, END)).scores.account.until == END


def test_every_cell_is_the_sum_of_the_rows_that_explain_it(people, world):
    reckoned(people, "default")
    facts = year_facts(2026, END)
    tables = year_tables(facts)
    columns = [column for column in member_columns(tables) if column.title not in WHO]
    assert set(FIGURES) < {ALSO_CALLED.get(column.title, column.title) for column in columns}
    assert len(columns) == 17 + 21 + 21 + 7 + 3
    for row in members_of(tables).rows:
        for column in columns:
            told = explanation(facts, row["id"], column.title, tables.scores)
            assert told.value == row[column.key], (row["no"], column.title)
            assert all(one.why and (not one.source or one.source in told.names or "quarter" in one.source)
                       for one in told.rows), column.title  # fmt: skip
    for column in ("没有", "提案（元）", "（分）", "评议满意率（次）", "不实记录（分）", ""):
        assert explanation(facts, world[0].id, column) is None, column
    assert explanation(facts, 0, "总分") is None
