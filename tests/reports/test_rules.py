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
    bars = rules.shares({"曲塘镇": 40, "角斜镇": 10})
    assert bars == [("曲塘镇", 40, 100), ("角斜镇", 10, 25)]
    assert rules.leading_words(bars, "联系") == "曲塘镇联系最多，角斜镇最少"
    assert rules.leading_words(rules.shares({"曲塘镇": 0}), "联系") == "还没有联系记录"


def test_rates_in_words():
    assert rules.rate_words(0.946, 0.923) == ("94.6", "去年同期 92.3%")
    assert rules.rate_words(None, None) == (None, "去年同期没有")
