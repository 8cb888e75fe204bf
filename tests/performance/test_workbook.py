"""The yearly workbook as it lies on the desk: tabs, headings, formats, and what another program reads in it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import date

import openpyxl
import pytest

from liaison.assignment.models import Pairing, Plan
from liaison.audit.heads import is_on_chain
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.sheets import write_book
from liaison.performance.queries import year_facts, year_tables
from liaison.performance.rules import last_day
from liaison.performance.sheets.workbook import workbook_pages
from tests.audit.tampering import fill
from tests.casework.test_conservation import DELETE, closed, tamper
from tests.haian import YEAR, truth

pytestmark = pytest.mark.sqlite  # the figures of the year on PostgreSQL are those of test_haian
TABS = [
    "年度履职", "分界别", "分工委（工作组）", "分单位", "分类别", "分月", "分方式", "分区镇", "明细", "口径说明",
    "套表互证",
]  # fmt: skip
HEADINGS = [
    "序号", "委员编号", "姓名", "性别", "界别", "所属工委（工作组）", "政协职务", "联系次数", "定联次数", "定联人数",
    "五人全联", "联系代表数", "诉求数", "转办数", "办理数", "按期数", "逾期未办", "按期率", "办结数", "满意",
    "基本满意", "不满意", "满意率", "督办数", "备注",
]  # fmt: skip


def written(path, year):
    """The workbook of a year."""
    write_book(path, workbook_pages(year_tables(year_facts(year, last_day(year))), "海安市政协"))
    return path


@pytest.fixture
def book(year, tmp_path):
    """The workbook of 2024."""
    return openpyxl.load_workbook(written(tmp_path / "year.xlsx", YEAR))


def test_tabs_titles_headings_and_rows(book):
    assert book.sheetnames == TABS
    sheet = book["年度履职"]
    rows = list(sheet.iter_rows(values_only=True))
    assert "2024" in rows[0][0] and set(rows[0][1:]) == {None}
    assert [cell for cell in rows[1] if cell] == ["单位：海安市政协", "统计截止：2024年12月31日"]
    assert list(rows[2]) == HEADINGS
    assert [row[1] for row in rows[3:-2]] == [row["member_no"] for row in truth("member_stats")]
    assert rows[-2][0] == "合计" and len(rows) == 3 + 309 + 2
    assert rows[-1][0] == "核对：联系次数 本表 1194、明细 1194，相符；诉求数 本表 700、明细 700，相符。"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:Y312")


def test_rates_are_numbers_and_nothing_is_empty(book):
    sheet = book["年度履职"]
    told = {row["member_no"]: row for row in truth("member_stats")}
    column = HEADINGS.index("按期率") + 1
    for row in range(4, 313):
        cell, expected = sheet.cell(row, column), told[sheet.cell(row, 2).value]["on_time_rate"]
        assert cell.value == (float(expected) if expected else None) and cell.number_format == "0.00%"


def test_totals_are_sums_and_rates_of_sums(book):
    for tab in TABS[:8]:
        rows = list(book[tab].iter_rows(min_row=3, values_only=True))
        headings, body, total = rows[0], rows[1:-2], rows[-2]
        assert "，相符" in rows[-1][0] and "不符" not in rows[-1][0], tab
        assert total[0] == "合计"
        for place, heading in enumerate(headings):
            if heading in ("联系次数", "诉求数", "办理数", "满意", "督办数", "联系代表数"):
                assert total[place] == sum(row[place] for row in body), (tab, heading)
        if "按期率" in headings:
            whole = total[headings.index("办理数")] + total[headings.index("逾期未办")]
            assert total[headings.index("按期率")] == round(total[headings.index("按期数")] / whole, 4)
    last = dict(zip(HEADINGS, next(book["年度履职"].iter_rows(min_row=313, values_only=True)), strict=True))
    assert (last["五人全联"], last["联系代表数"], last["满意率"]) == (33, 947, 0.9716)


def test_notes_name_every_figure_and_the_distinct_number(book):
    told = {row[0]: row[1] for row in book["口径说明"].iter_rows(min_row=4, values_only=True)}
    assert told["实际联系代表"].startswith("919 位")
    figures = set(HEADINGS[7:24]) - {"满意", "基本满意", "不满意"}
    assert figures <= set(told) and "结对名单" not in told


def test_words_stay_words(people, make, tmp_path):
    people.member.member.name = "=HYPERLINK(1)"
    people.member.member.duty = "+86"
    make(Contact, member_id=people.member.member.id)
    sheet = openpyxl.load_workbook(written(tmp_path / "words.xlsx", 2026))["年度履职"]
    cells = {cell.value: cell.data_type for cell in sheet[4]}
    assert (cells["=HYPERLINK(1)"], cells["+86"]) == ("s", "s")


def test_a_year_without_a_plan_is_counted_by_the_nearest_one_and_says_so(people, make, tmp_path):
    member = people.member.member.id
    kept = make(Pairing, plan_id=make(Plan, year=2026).id, member_id=member, started_on=date(2026, 1, 1))
    make(Contact, member_id=member, representative_id=kept.representative_id, contacted_on=date(2024, 5, 6))
    assert year_facts(2024, last_day(2024)).by_member()[member].contacts_fixed == 1
    notes = openpyxl.load_workbook(written(tmp_path / "notes.xlsx", 2024))["口径说明"]
    assert "2024 年没有结对名单，定联按 2026 年的名单计算。" in [row[1] for row in notes.iter_rows(values_only=True)]


def test_it_carries_the_head_of_the_log(people, tmp_path):
    fill(3)
    notes = openpyxl.load_workbook(written(tmp_path / "notes.xlsx", 2026))["口径说明"]
    [said] = [row[1] for row in notes.iter_rows(values_only=True) if row[0] == "日志校验码"]
    words, number = re.match(r"([0-9a-f ]+)（第 (\d+) 条）", said).groups()
    assert is_on_chain(int(number), words), "whoever holds the workbook can prove the log up to there"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here; tests/prepare installs it")
def test_libreoffice_reads_the_same(year, tmp_path):
    path = written(tmp_path / "year.xlsx", YEAR)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1",
               "--outdir", str(tmp_path), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with (tmp_path / "year.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[2] == HEADINGS and len(rows) == 314
    first = dict(zip(HEADINGS, rows[3], strict=True))
    said = [first[heading] for heading in ("委员编号", "姓名", "联系次数", "按期率")]
    assert said == ["HA15001", "李世伟", "7", "100.00%"]
    assert rows[-2][HEADINGS.index("按期率")] == "85.61%"


def test_the_last_tab_proves_the_sheets(book):
    rows = list(book["套表互证"].iter_rows(min_row=3, values_only=True))
    cells = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert {row["结果"] for row in cells} == {"对得上"} and {row["差"] for row in cells} == {0}
    handed_over = next(row for row in cells if row["核对什么"] == "转办出去的都有审批")
    assert handed_over["左边"] == "转办 730 + 改派 0 + 由原单位办 0"
    assert handed_over["右边"] == "审批同意 697 + 申退 31 + 在途（待签发、待签收、待审批） 2"


def test_a_planted_fault_stands_red_on_the_last_tab_with_its_case(people, db, tmp_path):
    broken, whole = closed(people), closed(people)
    tamper(db, DELETE.format("pass_check"), case=broken.id)
    rows = list(openpyxl.load_workbook(written(tmp_path / "red.xlsx", clock.today().year))["套表互证"].values)[2:]
    cells = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    red = [row for row in cells if row["结果"] == "1 件对不上"]
    assert "办理结果都有核查" in {row["核对什么"] for row in red}
    assert {row["差"] for row in red if row["核对什么"] == "办理结果都有核查"} == {2 - 1}
    assert all(broken.number in row.values() and whole.number not in row.values() for row in red)
    assert [row for row in cells if row["结果"] == "对得上"]
