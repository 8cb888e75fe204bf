"""A past year from the command line: in with contacts and steps, out with cases and performance."""

from __future__ import annotations

import json

import openpyxl
import pytest

from liaison.audit.models import Event
from liaison.casework.models import Case
from liaison.casework.sheets.ledger import COLUMNS, ledger_pages
from liaison.core.sheets import write_book
from tests.casework.ledgers import contact, course, people, request


@pytest.fixture
def run(app, db):
    """run("import", "contacts", …): (exit status, output); what the test made is committed first."""

    def invoke(*words):
        db.session.commit()
        answer = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.remove()
        return answer.exit_code, answer.output

    return invoke


@pytest.fixture
def book(db, tmp_path):
    """A workbook with two contacts, the request that came of one, and a row that names an unknown member."""
    people()
    rows = [request(), contact("LX20240002"), contact("LX20240003", member_no="HA99999")]
    path = tmp_path / "2024.xlsx"
    write_book(path, ledger_pages(2024, [{c.key: row.get(c.key) for c in COLUMNS} for row in rows], course()))
    return path


def told(output):
    """The JSON object of the last line."""
    return json.loads(output.strip().splitlines()[-1])


def test_a_year_goes_in_and_comes_out(run, book, tmp_path):
    status, output = run("import", "contacts", book, "--json", "--errors", tmp_path / "errors")
    report = told(output)
    assert (status, report["outcome"], report["created"], report["rejected"]) == (0, "row_errors", 2, 1)
    assert report["problems"][0]["column"] == "委员编号" and report["problems"][0]["row"] == 5
    mended = openpyxl.load_workbook(tmp_path / "errors" / "2024_错误表.xlsx").active
    said = {row[1]: row[0] for row in mended.iter_rows(values_only=True)}
    assert said["记录编号"] == "错在哪里" and "HA99999" in said["LX20240003"] and said["LX20240001"] == "已导入"
    status, output = run("import", "steps", book, "--json")
    assert (status, told(output)["created"]) == (0, 7)
    status, output = run("export", "cases", "--year", 2024, "--output", tmp_path / "out.xlsx", "--json")
    assert (status, told(output)["rows"], told(output)["steps"]) == (0, 2, 7)
    status, output = run("export", "performance", "--year", 2024, "--output", tmp_path / "year.xlsx", "--json")
    assert (status, told(output)["contacts"], told(output)["until"]) == (0, 2, "2024-12-31")
    assert openpyxl.load_workbook(tmp_path / "year.xlsx")["年度履职"]["B4"].value == "HA15001"


def test_without_json_it_speaks_chinese_and_the_status_tells(run, book, tmp_path):
    status, output = run("import", "contacts", book)
    assert status == 1 and "新增 2 行，没有收 1 行" in output and "没有编号 HA99999 的委员" in output
    assert run("import", "contacts", book)[0] == 1
    status, output = run("import", "steps", book)
    assert (status, output.strip()) == (0, "2024.xlsx：新增 7 行")
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    assert run("import", "contacts", broken)[0] == 2


def test_a_trial_writes_nothing(run, book, db):
    status, output = run("import", "contacts", book, "--dry-run", "--json")
    assert status == 0 and told(output)["created"] == 2 and told(output)["values"]
    assert db.session.query(Case).count() == 0


def test_the_forms_of_a_period_come_out_and_that_is_noted(run, book, db, tmp_path):
    run("import", "contacts", book)
    run("import", "steps", book)
    out, period = tmp_path / "套表.xlsx", ("--from", "2024-01-01", "--to", "2024-12-31")
    status, output = run("export", "forms", *period, "--output", out, "--json")
    assert (status, told(output)["from"], told(output)["to"]) == (0, "2024-01-01", "2024-12-31")
    assert told(output)["rows"] == sum(told(output)["forms"].values()) > 0
    tabs = openpyxl.load_workbook(out)
    assert (len(tabs.sheetnames), tabs["转办单"]["A4"].value) == (8, 1)
    [noted] = db.session.query(Event).filter_by(verb="forms.export")
    assert noted.changes["rows"] == [None, told(output)["rows"]]
    status, output = run("export", "forms", "--from", "2024-12-31", "--to", "2024-01-01", "--output", out)
    assert (status, output.strip()) == (2, "2024-12-31 在 2024-01-01 之后，请把 --from 和 --to 对调。")
