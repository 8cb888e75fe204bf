"""What the lines of a step log amount to: verbs, rounds, days, ratings and the state they leave a case in."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.casework.rules.replay import Told, contradictions, notice_level, replayed, state_by_days
from liaison.casework.workflow import CASEWORK

STEPS = {"连": 1, "凝": 2, "转": 3, "审": 4, "办": 5, "督": 6, "回": 7, "评": 8}


def lines(words, first_day=1):
    """`连 凝 转 审:退回 …` as lines of 1, 2, 3 … March."""
    parts = [word.partition(":") for word in words.split()]
    return [
        Told(seq, STEPS[step], date(2024, 3, first_day + seq - 1), note) for seq, (step, _, note) in enumerate(parts, 1)
    ]


@pytest.mark.parametrize(
    ("words", "state", "round_"),
    [
        ("连", "to_consensus", 1),
        ("连 凝", "to_hand_over", 1),
        ("连 凝 转", "to_approve", 1),
        ("连 凝 转 审:退回", "declined", 1),
        ("连 凝 转 审:退回 转 审:同意", "handling", 1),
        ("连 凝 转 审:同意 督:催办", "handling", 1),
        ("连 凝 转 审:同意 办:城建科", "to_check", 1),
        ("连 凝 转 审:同意 办:城建科 回", "to_forward", 1),
        ("连 凝 转 审:同意 办:城建科 回 评:满意", "closed", 1),
        ("连 凝 转 审:同意 办:城建科 回 评:不满意", "closed", 1),
        ("连 凝 转 审:同意 办:城建科 回 评:不满意 督:督办", "closed", 1),
        ("连 凝 转 审:同意 办:城建科 回 评:不满意 办:二次办理", "to_check", 2),
        ("连 凝 转 审:同意 办:城建科 回 评:不满意 办:二次办理 回 评:不满意", "closed", 2),
    ],
)  # fmt: skip
def test_state_and_round_follow_from_the_last_line(words, state, round_):
    replay = replayed(lines(words))
    assert (replay.state, replay.round) == (state, round_)
    assert state in CASEWORK.by_code


def test_every_verb_but_the_notice_is_a_move_of_the_flow():
    replay = replayed(lines("连 凝 转 审:退回 转 审:同意 督:催办 办 回 评:不满意 办 回 评:满意"))
    verbs = [done.verb for done in replay.done]
    assert verbs == ["open", "submit", "hand_over", "decline", "hand_over", "approve", "urge", "finish", "reply",
                     "rate_redo", "finish", "reply", "rate"]  # fmt: skip
    assert set(verbs) - set(CASEWORK.by_verb) == {"open", "urge"}
    assert [done.round for done in replay.done][-4:] == [1, 2, 2, 2]
    assert replay.decline_count == 1


def test_last_hand_over_and_approval_first_result_and_reply_last_rating():
    replay = replayed(lines("连 凝 转 审:退回 转 审:同意 办 回 评:不满意 办 回 评:满意"))
    days = {key: day.day for key, (day, _seq) in replay.days.items()}
    assert days == {"transferred_on": 5, "approved_on": 6, "handled_on": 7, "replied_on": 8, "rated_on": 12}
    assert replay.last_rating.note == "满意"


def test_lines_count_by_seq_not_by_their_place_in_the_file():
    told = lines("连 凝 转 审:同意")
    assert replayed(reversed(told)).state == replayed(told).state == "handling"


@pytest.mark.parametrize(("note", "level"), [("到期提醒", 1), ("催办", 2), ("", 2), ("督办", 3), ("挂牌通报", 4)])
def test_levels_of_notices(note, level):
    assert notice_level(note) == level


@pytest.mark.parametrize(
    ("known", "state"),
    [((), "to_hand_over"), (("transferred_on",), "to_approve"), (("transferred_on", "approved_on"), "handling"),
     (("handled_on",), "to_check"), (("handled_on", "replied_on"), "to_forward"), (("rated_on",), "closed")],
)  # fmt: skip
def test_state_of_a_row_without_steps(known, state):
    assert state_by_days(dict.fromkeys(known, date(2024, 3, 1))) == state


def test_a_step_that_gives_another_day_than_the_ledger_is_named():
    told = lines("连 凝 转 审:同意")
    ledger = {"transferred_on": date(2024, 3, 3), "approved_on": date(2024, 3, 9), "handled_on": None}
    assert contradictions(replayed([]), replayed(told), ledger) == {4: "approved_on"}
    assert contradictions(replayed(told), replayed(told), ledger) == {}


def test_what_earlier_steps_explain_is_not_the_ledgers_own_word():
    earlier, later = lines("连 凝 转 审:退回"), lines("连 凝 转 审:退回 转 审:同意")
    assert contradictions(replayed(earlier), replayed(later), {"transferred_on": date(2024, 3, 3)}) == {}
    assert contradictions(replayed(earlier), replayed(later), {"transferred_on": date(2024, 3, 8)}) == {
        5: "transferred_on"
    }
