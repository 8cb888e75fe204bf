"""The commands: assign, import assignments, export assignments."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from liaison.assignment.models import Pairing, Plan
from liaison.core import clock
from liaison.roster.models import Member, Representative


@pytest.fixture
def run(app, db, make):
    """run(*words): (exit status, lines); a member and six people are there."""
    make(Member, no="HA15001", name="李世伟")
    for _ in range(6):
        make(Representative)
    db.session.commit()

    def command(*words):
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.rollback()
        db.session.expire_all()
        return result.exit_code, result.output.splitlines()

    return command


def year():
    return clock.today().year


def test_trying_stores_nothing(run, db):
    status, lines = run("assign", "--year", year(), "--dry-run", "--json")
    told = json.loads(lines[-1])
    assert status == 0
    assert (told["outcome"], told["state"], told["pairs"], told["gap"]) == ("ok", "dry_run", 5, 0.0)
    assert "委员 1 位，配满 5 位的 1 位" in lines
    assert f"{year()} 年方案：试排，没有保存" in lines
    assert any(line.startswith("不够：曲塘镇要 20 位，只有 6 位可选") for line in lines)
    assert db.session.scalars(select(Plan)).all() == []


def test_a_draft_and_a_published_plan(run, db):
    assert run("assign", "--year", year())[0] == 0
    assert db.session.scalars(select(Plan.state)).all() == ["draft"]
    status, lines = run("assign", "--year", year(), "--publish", "--json")
    assert status == 0
    assert json.loads(lines[-1])["state"] == "published"
    assert db.session.scalars(select(Plan.state)).all() == ["published"]
    assert len(db.session.scalars(select(Pairing).where(Pairing.is_current)).all()) == 5


def test_the_same_input_gives_the_same_plan(run, db):
    pairs = select(Pairing.member_id, Pairing.slot, Pairing.representative_id).order_by(Pairing.slot)
    run("assign", "--year", year())
    first = db.session.execute(pairs).all()
    run("assign", "--year", year())
    assert db.session.execute(pairs).all() == first


def test_what_cannot_be_done_is_said(run):
    status, lines = run("assign", "--year", 1990, "--json")
    assert status == 2
    assert lines[0].startswith("请把年份写成 2000 至")
    assert json.loads(lines[-1])["outcome"] == "refused"
    assert run("assign", "--year", year(), "--dry-run", "--publish")[0] == 2
    assert run("export", "assignments", "--year", year(), "--output", "none.xlsx")[0] == 2


def test_out_and_in_again(run, tmp_path):
    run("assign", "--year", year(), "--publish")
    path = tmp_path / "名单.xlsx"
    status, lines = run("export", "assignments", "--year", year(), "--output", path)
    assert (status, lines[-1]) == (0, f"{path}：5 对")
    status, lines = run("import", "assignments", path, "--json")
    told = json.loads(lines[-1])
    assert status == 0
    assert (told["outcome"], told["rows_ok"], told["unchanged"]) == ("accept", 5, 5)


def test_a_file_that_is_no_list_is_refused(run, tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("姓名,电话\n王芳,15400000001\n", encoding="utf-8")
    status, lines = run("import", "assignments", path, "--json")
    assert status == 0
    assert json.loads(lines[-1])["outcome"] == "reject"
    assert run("import", "assignments", path)[0] == 2


def test_rows_that_wait_are_written_to_an_error_book(run, tmp_path):
    path = tmp_path / "名单.csv"
    cells = "委员编号,委员姓名,群众代表序号,群众代表姓名,联系电话\nHA15001,李世伟,1,王二,15499990000\n"
    path.write_text(cells, encoding="utf-8")
    status, lines = run("import", "assignments", path, "--errors", tmp_path / "错误", "--year", year())
    assert status == 1
    assert any("信息库里没有王二（尾号 0000），请先导入代表" in line for line in lines)
    [book] = (tmp_path / "错误").glob("*.xlsx")
    rows = list(load_workbook(book).active.iter_rows(values_only=True))
    assert [row[1:] for row in rows] == [tuple(line.split(",")) for line in cells.splitlines()]
    assert rows[0][0] == "错在哪里"
    assert "请先导入代表" in rows[1][0]
