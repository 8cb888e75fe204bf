"""Layouts of offices: which columns they give, with counts or points, of which days, and that a choice is kept."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from liaison.assignment.models import Plan
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.performance import actions
from liaison.performance.models import Deed
from liaison.performance.rules.deeds import RECORDED
from liaison.performance.sheets.layouts import FOLDER, layout_named, layout_names
from liaison.performance.sheets.scored import score_columns
from liaison.performance.sheets.workbook import OF_YEAR
from liaison.roster.models import Member
from tests.performance.lives import five_of, on
from tests.performance.rules.test_shipped_schemes import BOOKS, BY_HAND, acts
from tests.taking_out import book_in, take_out

pytestmark = pytest.mark.sqlite
YEAR = clock.today().year - 1
END = date(YEAR, 12, 31)


@pytest.fixture
def world(people, make):
    """A year with points: two meetings, one speech, a proposal of two, three contacts."""
    office = people.office.actor
    actions.publish_scheme(actions.draw_up(YEAR, office, shipped="default"), office)
    kept = five_of(make(Plan, year=YEAR), people.member.member)
    for month, one in zip((1, 5, 9), kept, strict=False):
        make(Contact, member_id=people.member.member.id, representative_id=one, contacted_on=date(YEAR, month, 5))
    names = f"{people.member.member.no}、{people.other_member.member.no}"
    for what, title, month in (("会议活动·出席", "座谈会", 3), ("会议活动·缺席", "调研", 4), ("发言·口头", "全会", 2),
                               ("提案·立案", "关于路灯", 6)):  # fmt: skip
        actions.record_deeds(office, what=what, title=title, held_on=date(YEAR, month, 1), names=names)
    with on(END):
        actions.compute_year(YEAR, office)


def first_tab(answer):
    """{委员编号: {heading: cell}} of the first tab, and its words above and below."""
    rows = list(book_in(answer).worksheets[0].iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if "委员编号" in row)
    heads = rows[top]
    place = heads.index("委员编号")
    found = {row[place]: dict(zip(heads, row, strict=True)) for row in rows[top + 1 :] if row[place]}
    return heads, found, " ".join(str(cell) for row in rows for cell in row if cell)


def test_hongkou_gives_counts_or_points_of_the_days_asked_for(people, browser, world):
    client, no = browser(people.office), people.member.member.no
    address = f"/performance/{YEAR}/export"
    heads, rows, words = first_tab(take_out(client, address, layout="虹口版式", fill="次数"))
    assert heads == tuple(title for title, _source in layout_named("虹口版式", "次数").columns)
    mine = rows[no]
    assert (mine["会议活动"], mine["口头发言"], mine["提案"], mine["联系群众"]) == (1, 1, 1, 3)
    assert mine["总分（统计次数）"] == 3 and "版式：虹口版式" in words, "records only: absence is none"
    _heads, rows, _words = first_tab(take_out(client, address, layout="虹口版式", fill="得分"))
    told = rows[no]
    # 4 for the meeting, 15 for the proposal; 20 × ½ for the contacts, 3 for the records; −4 quarters, −1.5 absent
    assert (told["会议活动"], told["提案"], told["联系群众"], told["扣分项"]) == (4, 15, 4.5, -5.5)
    assert told["总分（统计次数）"] == pytest.approx(sum(
        value for key, value in told.items() if isinstance(value, int | float) and key != "总分（统计次数）"))
    answer = take_out(client, address, layout="虹口版式", since=f"{YEAR}-04-01", until=f"{YEAR}-06-30")
    _heads, rows, words = first_tab(answer)
    assert (rows[no]["会议活动"], rows[no]["提案"], rows[no]["联系群众"]) == (0, 1, 1)
    assert f"统计：{YEAR}年4月1日至{YEAR}年6月30日" in words
    refused = take_out(client, address, since=f"{YEAR}-06-30", until=f"{YEAR}-04-01")
    assert refused.status_code == 409 and "先后不要颠倒" in refused.text


def test_hai_an_has_every_proposed_column_and_groups_add_up(people, browser, world):
    book = book_in(take_out(browser(people.office), f"/performance/{YEAR}/export", layout="海安版式（建议）"))
    heads = [cell.value for cell in book.worksheets[0][3]]
    assert heads[:4] == ["序号", "委员编号", "姓名", "性别"] and heads[-4:] == ["总分", "等次", "名次", "备注"]
    assert book.sheetnames[:3] == ["年度履职", "版式分界别", "版式分工委（工作组）"]
    members = list(book["年度履职"].iter_rows(min_row=4, values_only=True))
    whole = next(row for row in members if row[0] == "合计")
    for tab in book.sheetnames[1:3]:
        rows = list(book[tab].iter_rows(min_row=3, values_only=True))
        total = dict(zip(rows[0], next(row for row in rows if row[0] == "合计"), strict=True))
        for title in ("联系次数", "定联人数", "提案（件）"):
            assert total[title] == whole[heads.index(title)] > -1, (tab, title)


def test_a_choice_of_columns_is_kept(people, browser, world):
    client, address = browser(people.office), f"/performance/{YEAR}/export"
    keys = ["no", "name", "contacts", "points·提案", "total"]
    heads, _rows, _words = first_tab(client.post(address, data={"columns": keys}))
    assert heads == ("委员编号", "姓名", "联系次数", "提案（分）", "总分")
    heads, _rows, _words = first_tab(take_out(client, address))
    assert len(heads) == 5, "the page opens with the choice"
    whole = client.post(f"/performance/{YEAR}/export.xlsx")
    assert "满意率" in first_tab(whole)[0], "the quick way gives all as ever"


OWN = {"桐城版式": "tongcheng-2019", "广水版式": "guangshui-2017"}  # the others go with any scheme
BY_RULE = {
    # as reckoned by hand beside the schemes: 会议 提案 活动 信息 加分 总分 等次; 履职 考勤 学习 加分 总分
    "桐城版式": [(30, 6.25, 9, 15, 0, 60.25, "合格"), (43, 5, 10, 0, 0, 58, "不合格")],
    "广水版式": [(55, 6, 5, 8, 74), (55, 0, 0, 0, 55)],
}  # fmt: skip
BY_COUNT = {"桐城版式": [(0, 1, 3, 2), (1, 2, 6, 0)], "广水版式": [(3, 1, 1), (3, 0, 0)]}


def done_by_hand(make, people):
    """{layout: the members of the scheme's hand-reckoned lives, an ordinary and a standing one}."""
    members = {
        name: [make(Member, is_standing=standing) for standing in (False, True)] for name in OWN
    }  # fmt: skip
    for name, code in OWN.items():
        lives = [one for one in BY_HAND if one[0] == code]
        for member, (_code, is_standing, deeds, *_rest) in zip(members[name], lives, strict=True):
            assert member.is_standing is is_standing
            database.session.add_all(
                Deed(member_id=member.id, kind=one.kind, result=one.result, title=one.source, held_on=date(YEAR, 3, 1),
                     authors=one.authors, place=one.place, amount=one.amount, recorded_by="办公室",
                     recorded_at=clock.now())
                for one in acts(deeds)
            )  # fmt: skip
    database.session.flush()
    return members


def test_a_real_office_gets_its_own_sheet_by_its_own_scheme(people, browser, make):
    members, office = done_by_hand(make, people), people.office.actor
    client, address = browser(people.office), f"/performance/{YEAR}/export"
    for name, code in OWN.items():
        actions.publish_scheme(actions.draw_up(YEAR, office, shipped=code), office)
        with on(END):
            actions.compute_year(YEAR, office)
        for fill, wanted in (("得分", BY_RULE[name]), ("次数", BY_COUNT[name])):
            heads, rows, words = first_tab(take_out(client, address, layout=name, fill=fill))
            assert heads == tuple(title for title, _source in layout_named(name, fill).columns)
            told = [tuple(rows[member.no].values())[2:] for member in members[name]]
            assert [row[:len(wanted[0])] for row in told] == wanted, (name, fill)
            assert f"版式：{name}" in words and "政协 20" in words and "空着的列" not in words
    _heads, rows, words = first_tab(take_out(client, address, layout="桐城版式", fill="得分"))
    assert rows[members["桐城版式"][0].no]["会议"] is None and "空着的列：会议、活动、信息。" in words, "another scheme"


def test_every_layout_takes_columns_that_there_are():
    known = {column.title for column in OF_YEAR}
    for name in layout_names():
        code = OWN.get(name, "default")
        titles = known | {column.title for column in score_columns(BOOKS[code])}
        for fill in ("次数", "得分"):
            terms = [one for _title, source in layout_named(name, fill).columns for one in source.split("＋") if one]
            loose = {one for one in terms if one not in titles and not one.startswith(("记录 ", "记录分 "))}
            assert loose <= {"应联", "完成率", "总次数", "其余"}, (name, fill)
            kinds = [one.partition(" ")[2].split("·") for one in terms if one.startswith("记录")]
            assert all(kind in RECORDED and set(result) <= set(RECORDED[kind]) for kind, *result in kinds), name
    for file in FOLDER.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
        assert len({row[0] for row in rows}) == len(rows) and {len(row) for row in rows} == {3}, file
