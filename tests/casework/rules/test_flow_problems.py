"""A version that the program cannot work with is named before it starts."""

from __future__ import annotations

import csv
from copy import deepcopy

import pytest

from liaison.casework.queries.desk import WAITING_FOR
from liaison.casework.rules.flow_problems import missing_limits, problems_of, unknown_verbs
from liaison.casework.workflow import CASEWORK
from liaison.core.definitions import definition_of
from liaison.setup import SHIPPED

SEED = (SHIPPED / "time_limits.csv").read_text(encoding="utf-8-sig")
SEEDED = {row["代码"] for row in csv.DictReader(SEED.splitlines())}


@pytest.fixture
def definition():
    """The program's own chart, to be spoilt."""
    return deepcopy(definition_of(CASEWORK))


def move(definition, verb):
    """One arrow of it."""
    return next(one for one in definition["moves"] if one["verb"] == verb)


def state(definition, code):
    """One state of it."""
    return next(one for one in definition["states"] if one["code"] == code)


def test_the_programs_own_chart_is_sound(definition):
    assert problems_of(definition, WAITING_FOR) == []
    assert missing_limits(definition, SEEDED) == []
    assert unknown_verbs(definition) == []


@pytest.mark.parametrize(("verb", "cell", "value", "sentence"), [
    ("approve", "permission", "case.dance", "权限 case.dance 不在权限表里"),
    ("approve", "step", 9, "步骤 9 不在八步里"),
    ("approve", "target", "nowhere", "没有的环节 nowhere"),
    ("return_work", "starts", ["nowhere"], "没有的环节 nowhere"),
    ("submit", "columns", ["colour"], "“colour”这一格"),
    ("reopen", "at_most", None, "没有止境"),
])  # fmt: skip
def test_a_spoilt_move_is_named(definition, verb, cell, value, sentence):
    move(definition, verb)[cell] = value
    assert sentence in "；".join(problems_of(definition, WAITING_FOR))


@pytest.mark.parametrize(("code", "cell", "value", "sentence"), [
    ("handling", "holder", "nobody", "轮到谁办写的是 nobody"),
    ("closed", "is_end", False, "“已办结”"),
    ("to_sign_out", "passes_to", "nowhere", "没有的环节 nowhere"),
    ("to_check", "code", "to_look", "to_check"),
])  # fmt: skip
def test_a_spoilt_state_is_named(definition, code, cell, value, sentence):
    state(definition, code)[cell] = value
    assert sentence in "；".join(problems_of(definition, WAITING_FOR))


def test_a_state_on_nobodys_desk_is_named(definition):
    without = {role: [code for code in codes if code != "to_sign"] for role, codes in WAITING_FOR.items()}
    assert problems_of(definition, without) == ["“待签批”不在任何能往下办的人的待办里"]


def test_a_dead_end_and_what_cannot_be_reached_are_named(definition):
    gone = ("decide_close", "decide_redo", "void")
    definition["moves"] = [one for one in definition["moves"] if one["verb"] not in gone]
    sentence = "；".join(problems_of(definition, WAITING_FOR))
    assert "“待办公室处理”走不到头" in sentence
    assert "“已作废”走不到" in sentence


def test_a_limit_that_is_not_in_the_table_is_named(definition):
    state(definition, "to_reply")["limit"] = "moon"
    assert missing_limits(definition, SEEDED) == ["待答复"]
