"""The flow chart is drawn from the table: nothing of it is left out, and what is added appears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from liaison.casework.rules.chart import chart_of, legs_of, usual_way
from liaison.casework.rules.drawing import NARROW, WIDE, draw
from liaison.casework.workflow import CASEWORK, MOVES, STATES, STEPS
from liaison.core.workflow import Flow, Move, State

LIMITS = {"consensus": 3, "求助/一般": 10, "咨询/紧急": 1}
WITH_A_HEARING = Flow(
    "casework", (*STATES, State("to_hear", "待听证", 5, "unit")),
    (*MOVES, Move("hear", "请来听证", ("handling",), "to_hear", 5, "case.sign"),
     Move("heard", "听证结束", ("to_hear",), "to_sign", 5, "case.sign")), first="to_consensus",
)  # fmt: skip


@pytest.fixture(scope="module")
def chart():
    """The chart of the program."""
    return chart_of(CASEWORK, LIMITS)


def test_every_state_stands_in_its_step(chart):
    found = {box.code: step.number for step in chart.steps for box in step.boxes}
    assert found == {state.code: state.step for state in STATES}


def test_every_move_is_an_arrow_or_stays(chart):
    arrows = {arrow.verb for arrow in chart.arrows}
    told = {title for step in chart.steps for title in step.stays} | set(chart.anywhere)
    assert [m.verb for m in MOVES if m.verb not in arrows and m.title not in told] == []


def test_each_start_of_a_move_has_its_arrow(chart):
    wanted = {(m.verb, start, m.target) for m in MOVES if m.target for start in m.starts if start != m.target}
    assert wanted == {(a.verb, a.start, a.target) for a in chart.arrows if a.verb}


def test_the_usual_way_goes_down_to_the_end():
    way = usual_way(CASEWORK)
    steps = [CASEWORK.by_code[code].step for code in way]
    assert steps == sorted(steps)
    assert way[0] == "to_consensus"
    assert way[-1] == "closed"


def test_a_step_says_who_what_and_until_when(chart):
    assert [step.name for step in chart.steps] == list(STEPS.values())
    second, fifth = chart.steps[1], chart.steps[4]
    assert second.who == "委员"
    assert "待凝心 3 个工作日" in second.limit
    assert "1 到 10 个工作日" in fifth.limit


def test_what_is_added_to_the_table_is_drawn():
    sheet = draw(chart_of(WITH_A_HEARING, LIMITS), WIDE)
    assert "待听证" in [one.box.title for one in sheet.boxes]
    assert {"请来听证", "听证结束"} <= {line.arrow.title for line in sheet.lines}


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_boxes_lie_on_each_other(chart, frame):
    boxes = sorted(draw(chart, frame).boxes, key=lambda one: one.y)
    assert all(one.y + one.height < other.y for one, other in zip(boxes, boxes[1:], strict=False))


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
def test_lines_to_different_boxes_do_not_run_in_each_other(chart, frame):
    runs = [
        (int(part[1].split("V")[0]), *sorted((int(part[0].split()[-1]), int(part[1].split("V")[1]))), line.arrow.target)
        for line in draw(chart, frame).lines if "H" in line.path for part in [line.path.split("H")]
    ]  # fmt: skip
    wrong = [
        (one, other) for one in runs for other in runs
        if one[0] == other[0] and one[3] != other[3] and one[1] < other[2] and other[1] < one[2]
    ]  # fmt: skip
    assert not wrong


def record(verb, before, seq, round=1):  # noqa: A002 - as the record calls it
    """A step record, as far as the way is told from it."""
    return SimpleNamespace(
        verb=verb, before={"state": before} if before else {}, seq=seq, acted_on=date(2025, 3, seq), round=round,
        actor_name="王敏", actor_role="曲塘镇政协工委 经办", on_behalf=None,
    )  # fmt: skip


def walked():
    """The way of a case whose hand-over was taken back once."""
    records = [
        record("open", None, 1), record("submit", "to_consensus", 2), record("send_back", "to_hand_over", 3),
        record("take_back", "to_supplement", 4), record("refuse", "to_hand_over", 5),
    ]  # fmt: skip
    return legs_of(SimpleNamespace(state="refused"), records, CASEWORK)


def test_the_way_of_a_case_leaves_out_what_was_taken_back():
    assert [(leg.number, leg.verb, leg.target) for leg in walked()] == [
        (1, "open", "to_consensus"), (2, "submit", "to_hand_over"), (3, "refuse", "refused")
    ]  # fmt: skip


def test_the_way_is_marked_on_the_sheet(chart):
    sheet = draw(chart, WIDE, walked(), "refused")
    states = {one.box.code: one.state for one in sheet.boxes}
    assert (states["to_hand_over"], states["refused"], states["handling"]) == ("done", "now", "")
    told = {(line.arrow.verb, line.arrow.start): (line.state, line.numbers) for line in sheet.lines if line.state}
    assert told == {("submit", "to_consensus"): ("walked", "2"), ("refuse", "to_hand_over"): ("walked", "3")}


def test_what_can_come_next_is_marked(chart):
    legs = walked()[:2]
    sheet = draw(chart, WIDE, legs, "to_hand_over")
    coming = {line.arrow.verb for line in sheet.lines if line.state == "next"}
    assert coming == {a.verb for a in chart.leaving("to_hand_over")}
    rounds = replace(legs[1], number=9)
    assert "2、9" in {line.numbers for line in draw(chart, WIDE, [*legs, rounds], "handling").lines}


def test_states_where_a_case_need_not_stop_are_passed(chart):
    records = [record("open", None, 1), record("submit", "to_consensus", 2), record("hand_over", "to_hand_over", 3)]
    legs = legs_of(SimpleNamespace(state="to_approve"), records, CASEWORK)
    sheet = draw(chart, WIDE, legs, "to_approve")
    assert {line.arrow.start for line in sheet.lines if line.state == "walked"} == {
        "to_consensus", "to_hand_over", "to_sign_out", "to_receive"
    }  # fmt: skip
    assert {one.box.code for one in sheet.boxes if one.state == "done"} == {"to_consensus", "to_hand_over"}
