"""The year of the test data gives exactly the figures of its truth files: every cell of every table."""

from __future__ import annotations

import json

import pytest

from liaison.access import SYSTEM
from liaison.core.sheets import write_book
from liaison.performance import actions
from liaison.performance.queries import year_facts, year_tables
from liaison.performance.queries.boards import reading_for, total_before
from liaison.performance.rules import FIGURES, last_day
from liaison.performance.rules.boards import ALL, BOARDS, MONTHS
from liaison.performance.rules.explaining import behind, figure_of
from liaison.performance.rules.figures import gathered
from liaison.performance.sheets.workbook import workbook_pages
from tests.haian import FOLDER, YEAR, truth
from tests.recount import Recount, differences

NUMBERS = frozenset({
    "contacts", "contacts_fixed", "fixed_reached", "reps_reached", "requests", "transferred", "handled", "on_time",
    "overdue_open", "closed", "satisfied", "basically", "unsatisfied", "supervised",
})  # fmt: skip


@pytest.fixture
def tables(year):
    """All tables of 2024."""
    return year_tables(year_facts(YEAR, last_day(YEAR)))


def same_cells(row, told, names):
    """Whether the named cells of a row say the same as the truth."""
    return {ours: str(row[ours]) for ours in names} == {ours: told[theirs] for ours, theirs in names.items()}


def rates(row):
    """The rates as the truth writes them."""
    return {key: "" if row[key] is None else f"{row[key]:.4f}" for key in ("on_time_rate", "satisfaction_rate")}


def test_every_cell_of_every_member(tables):
    told = {row["member_no"]: row for row in truth("member_stats")}
    assert [row["no"] for row in tables.members.rows] == sorted(told)
    for row in tables.members.rows:
        expected = told[row["no"]]
        assert same_cells(row, expected, {key: key for key in NUMBERS}), row
        assert same_cells(row, expected, {"name": "name", "sector": "sector", "organisation": "org"}), row
        assert row["all_five"] == ("是" if expected["all_five"] == "1" else "否"), row
        assert rates(row) == {key: expected[key] for key in rates(row)}, row


@pytest.mark.parametrize(
    ("table", "file", "name", "numbers"),
    [
        ("sectors", "by_member_sector", "sector", ("contacts", "requests")),
        ("organisations", "by_member_org", "org", ("contacts", "requests")),
        ("months", "by_month", "month", ("contacts", "requests")),
        ("channels", "by_channel", "channel", ("contacts", "requests")),
        ("towns", "by_rep_area", "area", ("contacts", "requests")),
        ("categories", "by_category", "l2", ("requests",)),
        ("units", "by_department", "department", (
            "requests", "received", "handled", "on_time", "overdue_open", "satisfied", "basically", "unsatisfied",
        )),
    ],
)  # fmt: skip
def test_every_cell_of_the_other_tables(tables, table, file, name, numbers):
    found = {(row.get("group"), row["name"]): row for row in getattr(tables, table).rows}
    told = {(row.get("l1"), row[name]): row for row in truth(file)}
    assert set(found) == set(told)
    for key, row in found.items():
        assert same_cells(row, told[key], {number: number for number in numbers}), key


def test_totals(tables):
    told = json.loads((FOLDER / "truth" / "totals.json").read_text(encoding="utf-8"))
    ours = tables.members.total
    for key in NUMBERS - {"fixed_reached", "reps_reached"} | {"all_five", "members"}:
        assert ours[key] == told[key], key
    assert ours["members"] - ours["reached_any"] == told["members_without_contact"]
    assert ours["fixed_reached"] == told["fixed_pairs_reached"]
    assert ours["on_time_rate"] == round(583 / 681, 4)
    assert sum(len(five) for five in tables.facts.fives.values()) == told["fixed_pairs"]


def test_details_are_what_was_counted(tables):
    assert len(tables.details) == 1194
    assert sum(row["has_request"] == "有" for row in tables.details) == 700
    assert sum(row["is_fixed"] for row in tables.details) == 1049
    assert sum(row.get("is_on_time") is True for row in tables.details) == 583


BOARD_FILES = {
    "towns": ("by_rep_area", "area", ("contacts", "requests")),
    "sectors": ("by_member_sector", "sector", ("contacts", "requests")),
    "committees": ("by_member_org", "org", ("contacts", "requests")),
    "units": ("by_department", "department", ("requests", "handled", "on_time", "overdue_open", "unsatisfied")),
}  # fmt: skip


def test_dashboards_say_what_the_truth_says_and_lead_to_as_many_rows(year):
    reading, told = reading_for(SYSTEM, YEAR), json.loads((FOLDER / "truth" / "totals.json").read_text("utf-8"))
    now, before = reading.total(), total_before(SYSTEM, reading)
    assert (now["kept"], now["reached"]) == (told["fixed_pairs"], told["fixed_pairs_reached"])
    assert (now["on_time"], now["due"], now["content"], now["rated"]) == (583, 681, 651, 670)
    assert (before["contacts"], before["requests"]) == (4, 2)
    for board, (file, name, numbers) in BOARD_FILES.items():
        lines = {line.name: line.tally for line in reading.lines(board)}
        for row in truth(file):
            tally = lines["（还没有责任单位）" if not row[name] else row[name]]
            assert {key: str(tally.get(key, 0)) for key in numbers} == {key: row[key] for key in numbers}, row
    for board in (*BOARDS, MONTHS, ALL):
        for key, tally in list(reading.tallies(board).items())[-2:]:
            assert {figure: len(reading.behind(board, key, figure)) for figure in tally} == tally


@pytest.mark.sqlite
def test_every_figure_is_what_the_rows_behind_it_come_to(tables):
    facts = tables.facts
    met, asked = gathered(facts.contacts, lambda one: one.member_id), gathered(facts.cases, lambda one: one.member_id)
    for row in tables.members.rows:
        own = (met.get(row["id"], ()), asked.get(row["id"], ()), facts.fives.get(row["id"], ()))
        for key in FIGURES.values():
            rows = behind(key, *own, facts.until)
            assert figure_of(key, rows) == row[key], (row["no"], key)


@pytest.mark.sqlite
def test_the_hai_an_year_is_what_a_recount_over_its_workbook_gives(year, tmp_path):
    actions.publish_scheme(actions.draw_up(YEAR, SYSTEM, shipped="default"), SYSTEM)
    account = actions.compute_year(YEAR, SYSTEM)
    tables = year_tables(year_facts(YEAR, account.until))
    write_book(tmp_path / "year.xlsx", workbook_pages(tables, "海安市政协"))
    assert differences(tmp_path / "year.xlsx") == []
    scores = Recount(tmp_path / "year.xlsx").scores()
    assert len(scores) == 309 and len({one["总分"] for one in scores.values()}) > 20
