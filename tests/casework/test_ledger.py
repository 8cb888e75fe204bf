"""The ledger goes out and comes back: what is read again changes nothing, and elsewhere it tells the same story."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from liaison.access import SYSTEM
from liaison.casework import actions
from liaison.casework.models import Case
from liaison.casework.queries.ledger_steps import year_pages
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.core.sheets import write_book
from liaison.core.sheets.masking import REPRESENTATIVE, Keyed, masked
from liaison.performance.queries import year_facts
from liaison.roster.models import Representative
from tests.databases import keep_aside, put_back
from tests.haian import CONTACTS, STEP_LOG, read_contacts, read_steps, table
from tests.performance.lives import TOLD, Life, later, on

LAST = date(2026, 12, 31)


def written(folder, year=2026, actor=SYSTEM, *, is_masked=False):
    """The ledger of a year in a file."""
    path, pages = folder / "台账.xlsx", year_pages(year, actor)
    keyed = Keyed(REPRESENTATIVE, "representative_id")
    write_book(path, [masked(page, keyed) for page in pages] if is_masked else pages)
    return path


def rows_of(path, tab, first=1):
    """The rows of a tab as `{heading: value}`."""
    rows = list(openpyxl.load_workbook(path).worksheets[tab].iter_rows(min_row=first, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def live_year(people, make):
    """A year of the program's own: every turn that a ledger has a word for."""
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    late = Life(people).hand_over(later(1)).decline(later(2)).hand_over(later(3)).approve(later(4))
    late.urge(later(20)).urge(later(30), "督办").handle(later(60))
    again = Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7))
    again.rate(later(9), "不满意", wants_redo=True).handle(later(30)).tell(later(31)).rate(later(33), "基本满意")
    Life(people).hand_over(later(1)).take_back(later(1), "clerk")
    Life(people).move("void", "member", later(1), reason="记错了人")
    two = Life(people)
    with on(later(1)):
        actions.open_case(two.contact, people.member.actor, text="还有一件事。")
    make(Contact, member_id=people.member.member.id, contacted_on=later(2), recorded_at=clock.at(later(3)))
    make(Contact, member_id=people.member.member.id, contacted_on=later(2), state="作废")


@pytest.mark.parametrize("is_masked", [False, True])
def test_a_live_year_read_back_changes_nothing(people, make, tmp_path, is_masked):
    live_year(people, make)
    path = written(tmp_path, is_masked=is_masked)
    contacts, steps = read_contacts(path), read_steps(path)
    assert [row.sentence for row in (*contacts.rows, *steps.rows) if row.outcome != "unchanged"] == []
    assert (len(contacts.rows), db.session.query(Case).count()) == (10, 7)


def test_a_live_year_read_elsewhere_counts_the_same(people, make, tmp_path):
    """Members and people as they are, contacts and cases only from the file."""
    member = people.member.member.id
    db.session.commit()
    elsewhere = keep_aside("elsewhere")
    live_year(people, make)
    db.session.commit()
    path, ours = written(tmp_path), year_facts(2026, LAST).by_member()[member]
    put_back(elsewhere)
    for name, phone in {(row["群众代表"], row["代表电话"]) for row in rows_of(path, 0, first=2)}:
        if not db.session.query(Representative).filter_by(name=name, phone=phone).count():
            make(Representative, name=name, phone=phone)
    assert read_contacts(path).counts["created"] == 10
    steps = read_steps(path)
    assert steps.counts["created"] == len(steps.rows)
    assert year_facts(2026, LAST).by_member()[member] == ours


def test_a_merged_case_comes_back_as_it_went_and_counts_for_itself(people, make, tmp_path):
    main, other = Life(people), Life(people)
    with on(later(1)):
        actions.merge_case(other.case, people.clerk.actor, main.case.id, "同一排路灯")
    main.hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    other.move("tell_asker", "member", later(8), told_on=later(8), **TOLD).rate(later(9), "基本满意")
    path = written(tmp_path)
    read = (*read_contacts(path).rows, *read_steps(path).rows)
    assert [row.sentence for row in read if row.outcome != "unchanged"] == []
    figures = year_facts(2026, LAST).by_member()[people.member.member.id]
    counted = (figures.transferred, figures.received, figures.handled, figures.on_time, figures.closed)
    assert counted == (2, 2, 2, 2, 2) and (figures.satisfied, figures.basically) == (1, 1)
    replies = [row for row in rows_of(path, 1) if row["step"] == "回复"]
    assert [row["actor"] for row in replies] == [main.unit.name] * 2


def test_words_of_a_live_case(people, tmp_path):
    life = Life(people).hand_over(later(1)).decline(later(2)).hand_over(later(3)).approve(later(4)).urge(later(5))
    life.handle(later(6)).tell(later(7)).rate(later(9))
    path = written(tmp_path)
    (row,) = rows_of(path, 0, first=2)
    assert (row["记录编号"], row["有无诉求"], row["责任单位"], row["承办科室"], row["督办次数"]) == (
        life.contact.number, "有", "市住房和城乡建设局", "城建科", 1,
    )  # fmt: skip
    assert (row["转办日期"].date(), row["办结日期"].date(), row["群众评议"]) == (later(3), later(6), "满意")
    told = [(step["step"], step["note"], step["actor"]) for step in rows_of(path, 1)]
    clerk, unit = "曲塘镇政协工委", "市住房和城乡建设局"
    assert told == [
        ("连线", None, "陈立平"), ("凝心", None, "陈立平"), ("转办", None, clerk), ("审批", "退回", unit),
        ("凝心", None, "陈立平"), ("转办", None, clerk), ("审批", "同意", unit), ("督办", "催办", f"{clerk} 王敏"),
        ("办理", "城建科", unit), ("回复", None, unit), ("评议", "满意", row["群众代表"]),
    ]  # fmt: skip
    assert [step["seq"] for step in rows_of(path, 1)] == list(range(1, 12))


def test_a_phone_keeps_its_digits_and_words_are_no_formula(people, tmp_path):
    Life(people, talk="=1+1")
    sheet = openpyxl.load_workbook(written(tmp_path)).worksheets[0]
    cells = {cell.value: cell for cell in sheet[3]}
    assert cells["=1+1"].data_type == "s"
    phone = next(value for value in cells if isinstance(value, str) and value.startswith("154"))
    assert len(phone) == 11 and cells[phone].number_format == "@"


def test_a_case_that_went_on_here_takes_no_more_steps_from_a_file(people, make, tmp_path):
    Life(people).hand_over(later(1))
    path = written(tmp_path)
    book = openpyxl.load_workbook(path)
    number = book.worksheets[1]["A2"].value
    book.worksheets[1].append([number, 9, "审批", date(2026, 9, 9), None, "某局", "责任单位", "同意"])
    book.save(path)
    report = read_steps(path)
    assert report.counts["review"] == 1 and report.rows[-1].faults[0].code == "CASE_LIVE"


@pytest.mark.parametrize(("who", "rows"), [("office", 2), ("leader", 2), ("clerk", 2), ("other_clerk", 0)])
def test_everybody_takes_out_what_he_may_see(people, tmp_path, who, rows):
    Life(people)
    Life(people, day=later(3))
    assert len(rows_of(written(tmp_path, actor=getattr(people, who).actor), 0, first=2)) == rows


@pytest.mark.sqlite
def test_the_years_ledger_comes_out_as_it_came_in(year, tmp_path):
    path = written(tmp_path, 2024)
    ours = {row["记录编号"]: row for row in rows_of(path, 0, first=2)}
    theirs = {row["记录编号"]: row for row in rows_of(CONTACTS, 0, first=2)}
    assert len(ours) == 1200 and ours == {number: theirs[number] for number in ours}
    log = {(row["contact_no"], int(row["seq"])): row for row in table(STEP_LOG)}
    for row in rows_of(path, 1):
        told = log[row["contact_no"], row["seq"]]
        said = {**row, "seq": str(row["seq"]), "date": row["date"].date().isoformat()}
        assert {key: value or "" for key, value in said.items()} == told
    assert {row.outcome for row in (*read_contacts(path).rows, *read_steps(path).rows)} == {"unchanged"}
