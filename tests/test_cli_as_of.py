"""The exports of the command line as of a day: roster and assignments with --on."""

from __future__ import annotations

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from liaison.assignment.models import Pairing
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.roster.models import Representative

DAY = "2025-12-31"


@pytest.fixture
def run(app, db, make):
    """run(*words): (exit status, lines); somebody left after the day together with his pair, another came."""
    left = make(Representative, name="后来出库", left_on=date(2026, 1, 5))
    make(Representative, name="后来入库", entered_on=date(2026, 1, 5))
    make(Pairing, representative_id=left.id, is_current=False, ended_on=date(2026, 1, 5), end_reason="其他")
    db.session.commit()

    def command(*words):
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.rollback()
        return result.exit_code, result.output.splitlines()

    return command


def told_in(lines):
    """The object of the last line, without the number of the copy."""
    return {key: value for key, value in json.loads(lines[-1]).items() if key != "copy"}


def cells(path):
    """The rows of a workbook."""
    return [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]


def test_the_roster_of_a_day(run, tmp_path):
    path = tmp_path / "总库.xlsx"
    status, lines = run("export", "roster", "--output", path, "--on", DAY, "--json")
    assert (status, told_in(lines)) == (0, {"outcome": "ok", "rows": 1})
    rows = cells(path)
    assert rows[0][0].endswith("信息总库（截至 2025-12-31）")
    assert [row[1] for row in rows[2:-1]] == ["后来出库"]


def test_the_pairs_of_a_day(run, tmp_path):
    path = tmp_path / "名单.xlsx"
    status, lines = run("export", "assignments", "--on", DAY, "--output", path, "--json")
    assert (status, told_in(lines)) == (0, {"outcome": "ok", "on": DAY, "pairs": 1})
    rows = cells(path)
    assert rows[0][0].endswith("（截至 2025-12-31）")
    assert [row[6] for row in rows[2:-1]] == ["后来出库"]


@pytest.mark.parametrize("words", [("--on", "昨天"), ("--on", "2999-01-01"), ()])
def test_a_day_that_is_none_is_said(run, tmp_path, words):
    status, lines = run("export", "assignments", *words, "--output", tmp_path / "名单.xlsx")
    assert (status, len(lines)) == (2, 1)
    assert "--on" in lines[0] or "日期请写成 2025-12-31 这样" in lines[0]


def test_the_ledger_of_a_day(run, make, tmp_path):
    for day in (date(2025, 12, 31), date(2025, 6, 1)):
        make(Contact, contacted_on=day, recorded_at=clock.at(day))
    make(Contact, contacted_on=date(2025, 12, 30), recorded_at=clock.at(date(2026, 1, 4)))
    make_visible()
    path = tmp_path / "台账.xlsx"
    status, lines = run("export", "cases", "--year", 2025, "--on", DAY, "--output", path, "--json")
    told = {"outcome": "ok", "year": 2025, "on": DAY, "rows": 2, "steps": 4}
    assert (status, told_in(lines)) == (0, told)
    assert load_workbook(path).worksheets[0]["A1"].value.endswith("工作台账（截至 2025-12-31）")
    assert json.loads(run("export", "cases", "--year", 2025, "--output", path, "--json")[1][-1])["rows"] == 3


def test_the_year_up_to_a_day(run, make, tmp_path):
    for day in (date(2025, 3, 1), date(2025, 9, 1)):
        make(Contact, contacted_on=day, recorded_at=clock.at(day))
    make_visible()
    words = ("export", "performance", "--year", 2025, "--output", tmp_path / "履职.xlsx", "--json")
    told = json.loads(run(*words, "--on", "2025-06-30")[1][-1])
    assert (told["until"], told["contacts"]) == ("2025-06-30", 1)
    assert json.loads(run(*words)[1][-1])["contacts"] == 2
    status, lines = run(*words, "--on", "2024-06-30")
    assert (status, len(lines)) == (2, 1)
    assert "2025 年还没有开始" in lines[0]


def make_visible():
    """Commands look with a session of their own."""
    database.session.commit()
