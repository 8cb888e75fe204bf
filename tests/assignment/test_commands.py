"""The commands: assign, import assignments, export assignments."""

from __future__ import annotations

import json
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from liaison.access import SYSTEM
from liaison.assignment.actions import replace
from liaison.assignment.models import Pairing, Plan, PlanCertificate
from liaison.assignment.rules.certificate import from_bytes, to_bytes
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
    assert db.session.scalars(select(Plan.state).order_by(Plan.id)).all() == ["draft", "published"]
    assert len(db.session.scalars(select(Pairing).where(Pairing.is_current)).all()) == 5


def test_the_same_input_gives_the_same_plan(run, db):
    pairs = select(Pairing.member_id, Pairing.slot, Pairing.representative_id).order_by(Pairing.plan_id, Pairing.slot)
    run("assign", "--year", year())
    run("assign", "--year", year())
    found = db.session.execute(pairs).all()
    assert len(found) == 10
    assert found[:5] == found[5:]
    first, second = db.session.scalars(select(PlanCertificate.body)).all()
    assert first == second, "not one byte differs"


def test_without_highs_the_plan_is_found_and_said_so(run, db):
    status, lines = run("assign", "--year", year(), "--without-solver", "--json")
    told = json.loads(lines[-1])
    assert status == 0
    assert (told["pairs"], told["method"]) == (5, "python")
    assert any(re.search(r"，差距 [\d.]+%（没有用 HiGHS，只用 Python 求解）", line) for line in lines)
    assert db.session.scalars(select(Plan.method)).all() == ["python"]
    assert run("assign", "--verify", "--year", year())[0] == 0


def test_what_cannot_be_done_is_said(run):
    status, lines = run("assign", "--year", 1990, "--json")
    assert status == 2
    assert lines[0].startswith("请把年份写成 2000 至")
    assert json.loads(lines[-1])["outcome"] == "refused"
    assert run("assign", "--year", year(), "--dry-run", "--publish")[0] == 2
    assert run("export", "assignments", "--year", year(), "--output", "none.xlsx")[0] == 2


@pytest.mark.parametrize(("words", "said"), [
    (("--year", "2026", "--dry-run", "--publish"), "--publish 不能和 --dry-run 一起用"),
    ((), "请用 --year 写哪一年的方案"),
    (("--verify",), "请用 --year 写哪一年的方案"),
    (("--verify", "--year", "2026", "--publish"), "--verify 只核对"),
    (("--verify", "--year", "2026", "--certificate", "x.gz"), "--verify 只核对"),
    (("--year", "2026", __file__), "证书文件只和 --verify 一起用"),
    (("--verify", "--year", "2026", __file__), "证书文件只和 --verify 一起用"),
    (("--verify", "no such file"), "没有“no such file”这个文件"),
])  # fmt: skip
def test_words_that_do_not_go_together_are_refused(run, words, said):
    status, lines = run("assign", *words)
    assert status == 2
    assert said in "".join(lines)


def test_the_proof_on_record_is_checked(run, db):
    run("assign", "--year", year(), "--publish")
    status, lines = run("assign", "--verify", "--year", year())
    assert status == 0
    assert re.fullmatch(rf"{year()} 年方案（第 1 稿）：目标值 [\d,.]+，下界 [\d,.]+，差距 0.00%", lines[0])
    assert lines[1:] == ["  核对无误：没有代价更小的方案", "  现在的结对和证书里的一对不差"]
    status, lines = run("assign", "--verify", "--year", year(), "--json")
    [told] = json.loads(lines[-1])["plans"]
    assert (told["gap"], told["faults"], told["since"]["added"]) == (0.0, [], 0)


def test_what_was_changed_by_hand_is_said_with_its_cost(run, db, make):
    other = make(Representative, sector_id=2).id
    db.session.commit()
    run("assign", "--year", year(), "--publish")
    pairing = db.session.scalars(select(Pairing).where(Pairing.slot == 5)).one()
    replace(pairing, db.session.get(Representative, other), "委员提出", SYSTEM)
    db.session.commit()
    status, lines = run("assign", "--verify", "--year", year())
    assert status == 0
    assert re.fullmatch(r"  排好以后改过：少了 1 对，多了 1 对，整个方案多 [\d.]+ 公里", lines[-1])


def test_somebody_who_came_later_is_not_reckoned(run, db, make):
    run("assign", "--year", year(), "--publish")
    late = make(Representative)
    replace(db.session.scalars(select(Pairing).where(Pairing.slot == 5)).one(), late, "委员提出", SYSTEM)
    db.session.commit()
    assert run("assign", "--verify", "--year", year())[1][-1].endswith("其中 1 对的人是后来才有的，没有算进去")


def test_a_proof_that_was_touched_is_found(run, db):
    run("assign", "--year", year())
    stored = db.session.scalars(select(PlanCertificate)).one()
    certificate = from_bytes(stored.body)
    certificate["pairs"].pop()
    db.session.execute(update(PlanCertificate).values(body=to_bytes(certificate)))
    db.session.commit()
    status, lines = run("assign", "--verify", "--year", year(), "--json")
    told = json.loads(lines[-1])
    assert (status, told["outcome"]) == (1, "fault")
    faults = told["plans"][0]["faults"]
    assert any(fault.startswith("目标值算出来是") for fault in faults)
    assert faults[-1] == "证书和存下时的指纹不一样，有人动过"


def test_a_certificate_goes_out_and_is_checked_as_a_file(run, db, tmp_path):
    path = tmp_path / "证书.json.gz"
    status, lines = run("assign", "--year", year(), "--dry-run", "--certificate", path)
    assert status == 0
    assert lines[-1] == f"证书：{path}，用 assign --verify 核对"
    status, lines = run("assign", "--verify", path)
    assert status == 0
    assert lines[1:] == ["  核对无误：没有代价更小的方案"]
    certificate = from_bytes(path.read_bytes())
    certificate["duals"]["members"][0] += 1
    path.write_bytes(to_bytes(certificate))
    status, lines = run("assign", "--verify", path)
    assert status == 1
    assert any(line.startswith("  错误：") for line in lines)


def test_what_is_no_certificate_is_said(run, tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK")
    status, lines = run("assign", "--verify", path)
    assert status == 2
    assert lines == ["“名单.xlsx”不是证书，或者已经损坏。证书由 assign --certificate 写出。"]


def test_a_year_without_a_proof_is_said(run, db, make):
    assert "还没有方案" in run("assign", "--verify", "--year", year())[1][0]
    make(Plan, year=year())
    db.session.commit()
    status, lines = run("assign", "--verify", "--year", year())
    assert status == 2
    assert "没有证书：导入的名单没有求解过" in lines[0]


def test_out_and_in_again(run, tmp_path):
    run("assign", "--year", year(), "--publish")
    path = tmp_path / "名单.xlsx"
    status, lines = run("export", "assignments", "--year", year(), "--output", path)
    assert status == 0 and lines[-1].startswith(f"{path}：5 对，第 DC-")
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
