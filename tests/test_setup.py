"""The commands setup and check: what they print, and how they leave."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from liaison.core import clock
from liaison.core.versions import advice
from liaison.orgs.models import Channel, Organisation, Sector
from liaison.performance.models import Scheme
from tests.factories import first


@pytest.fixture
def run(app, db):
    """run("check", "--json"): the result of a command on the test's database."""

    def invoke(*words):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.expire_all()
        return result

    return invoke


def last_object(result):
    """The JSON object of the last line."""
    return json.loads(result.output.strip().splitlines()[-1])


def test_setup_may_be_repeated(run, db):
    for _ in range(2):
        result = run("setup", "--json")
        assert result.exit_code == 0, result.output
        assert set(last_object(result)["added"].values()) == {0}
    assert db.session.scalar(select(func.count()).select_from(Sector)) == 17


def test_setup_takes_lists_of_ones_own_and_names_a_bad_row(run, db, tmp_path):
    (tmp_path / "channels.csv").write_text("名称,简称,线上\n座机,座机,是\n", encoding="utf-8")
    assert "联系方式：新增 1 行" in run("setup", "--seed", tmp_path).output
    assert first(Channel, name="座机").is_online
    (tmp_path / "channels.csv").write_text("名称,简称,线上\n传真,传真,是\n书信,书信,也许\n", encoding="utf-8")
    result = run("setup", "--seed", tmp_path)
    assert result.exit_code == 2
    assert "channels.csv 第 3 行：线上请填“是”或“否”。" in result.output
    assert first(Channel, name="传真") is None


def test_a_refused_setup_says_so_to_machines(run, db, tmp_path):
    (tmp_path / "tasks.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    result = run("setup", "--seed", tmp_path, "--json")
    assert result.exit_code == 2
    assert last_object(result)["outcome"] == "refused"
    assert last_object(result)["sentence"].startswith("tasks.csv：")


def test_check_leaves_with_one_when_anything_is_wrong(run, db):
    first(Organisation, name="市水利局").is_active = False
    result = run("check", "--json")
    assert result.exit_code == 1
    found = last_object(result)
    assert found["outcome"] == "faults"
    sentence = "诉求类别“农业农村·农田水利”的默认承办单位“市水利局”已停用，请换一个。"
    assert {"check": "参考名单", "sentence": sentence} in found["faults"]
    assert f"参考名单：{sentence}" in result.output


def test_check_gives_advice_about_the_machine_without_counting_it(run, db):
    result = run("check", "--json")
    assert last_object(result)["advice"] == advice()
    assert [line.removeprefix("提醒：") for line in result.output.splitlines() if line.startswith("提醒：")] == advice()
    assert not set(advice()) & {fault["sentence"] for fault in last_object(result)["faults"]}


def test_check_is_content_with_the_shipped_lists(run, db):
    result = run("check")
    assert [line for line in result.output.splitlines() if line.startswith("参考名单：")] == []


def test_a_fresh_office_finds_the_default_scheme_as_a_draft_and_only_once(run, db):
    for _ in range(2):
        run("setup")
    standing = db.session.execute(select(Scheme.name, Scheme.state, Scheme.year)).all()
    assert standing == [("默认方案（百分制，加分不超过 20）", "草稿", clock.today().year)]
