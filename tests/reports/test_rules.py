"""How homes say things."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from liaison.access.roles import SEATED, Role
from liaison.casework.queries.desk import WAITING_FOR
from liaison.casework.workflow import CASEWORK
from liaison.reports import rules

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("last_on", "channel", "words"),
    [
        (None, None, "今年还没联系"),
        (date(2026, 11, 20), "电话", "今天 电话"),
        (date(2026, 11, 19), "上门", "昨天 上门"),
        (date(2026, 11, 12), "微信", "8 天前 微信"),
        (date(2026, 3, 5), None, "3月5日 联系过"),
    ],
)
def test_last_contact_in_words(last_on, channel, words):
    assert rules.last_words(last_on, channel, TODAY) == words


def test_progress_in_words():
    assert rules.progress_words(3, 5) == "今年联系了 3 位，还差 2 位"
    assert rules.progress_words(5, 5) == "今年 5 位都联系过了"
    assert rules.progress_words(0, 0) == "还没有分给您的代表"


def test_a_member_has_words_and_a_button_for_whatever_waits_for_him():
    waiting = set(WAITING_FOR[Role.MEMBER])
    assert waiting == set(rules.MEMBER_TODO) == set(rules.TODO_TITLES)
    for state, (_sentence, _button, verb) in rules.MEMBER_TODO.items():
        assert state in CASEWORK.by_verb[verb].starts


def test_every_role_has_a_home():
    at_home = {Role.MEMBER, Role.OFFICE}
    assert set(SEATED) == at_home | set(rules.HOMES)


def test_titles_state_the_finding():
    loads = [SimpleNamespace(title="转办", cases=3), SimpleNamespace(title="办理", cases=9)]
    assert rules.busiest_words(loads) == "在办的 12 件，停在“办理”的最多"
    assert rules.busiest_words([SimpleNamespace(title="转办", cases=0)]) == "现在没有在办的诉求"
    assert rules.peak_words([("3月", 40), ("4月", 10)], "联系") == "3月联系最多，4月最少"
    assert rules.peak_words([("3月", 0)], "联系") == "还没有联系记录"
    assert rules.peak_words([("1月", 0), ("2月", 0), ("3月", 5)], "联系") == "3月联系最多"
    assert rules.peak_words([("3月", 40), ("4月", 10)], "联系", is_last_partial=True) == "3月联系最多"
    months = [("2月", 8), ("3月", 40), ("4月", 1)]
    assert rules.peak_words(months, "联系", is_last_partial=True) == "3月联系最多，2月最少"
    bars = [("曲塘镇", 0.96), ("角斜镇", 0.68)]
    assert rules.reaching_words(bars, "个区镇", 0.85) == "1 个区镇达到 85%，角斜镇最低"
    assert rules.reaching_words(bars, "个区镇", 0.97) == "没有一个区镇达到 97%，角斜镇最低"
    assert rules.reaching_words(bars, "个区镇", 0.5) == "2 个区镇达到 50%"
    assert rules.reaching_words(bars, "个库", None) == "曲塘镇最高，角斜镇最低"
    assert rules.reaching_words(bars[:1], "个单位", 0.97) == "曲塘镇 96.0%，目标 97%，还差 1.0 个百分点"
    assert rules.reaching_words(bars[:1], "个库", None) == "曲塘镇 96.0%"
    assert rules.reaching_words([], "个库", None) == "还没有可以比的数"


def test_rates_in_words():
    assert rules.share_words(0.946, 0.923) == ("94.6", "去年同期 92.3%")
    assert rules.share_words(None, None) == (None, "去年同期没有")
    assert rules.gap_words(0.946, 0.95) == "目标 95%，还差 0.4 个百分点"
    assert rules.gap_words(0.96, 0.95) == "目标 95%，已达到" and rules.gap_words(None, 0.95) == "目标 95%"


def test_a_row_of_a_board_by_its_address():
    assert [rules.key_asked(words) for words in ("12", "", "2026-03", "total", "9" * 10)] == [
        12, None, "2026-03", "total", "9999999999"
    ]  # fmt: skip
