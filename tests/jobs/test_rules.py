"""What a page says of a job."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.core import clock
from liaison.jobs.rules import CANCELLED, DONE, RUNNING, WAITING, Progress, in_words, is_silent, seen_in_words

NOW = clock.now()
JUST_NOW, LONG_AGO = NOW - timedelta(seconds=2), NOW - timedelta(seconds=31)


@pytest.mark.parametrize(
    ("progress", "percent", "words"),
    [
        (Progress(WAITING), None, "在排队"),
        (Progress(RUNNING, heart_beat_at=JUST_NOW), None, "正在办"),
        (Progress(RUNNING, 1200, 4500, JUST_NOW), 26, "已办 1,200 / 4,500"),
        (Progress(RUNNING, 1200, 4500, LONG_AGO), 26, "后台程序没有动静，很快会重新办"),
        (Progress(RUNNING, 1200, 4500, JUST_NOW, is_stopping=True), 26, "正在取消"),
        (Progress(RUNNING, 9, 4, JUST_NOW), 100, "已办 9 / 4"),
        (Progress(DONE), 100, "办完了"),
        (Progress(CANCELLED), None, "已取消"),
    ],
)
def test_progress_in_words(progress, percent, words):
    assert (progress.percent, in_words(progress, NOW)) == (percent, words)


@pytest.mark.parametrize(("seconds", "words"), [(2, "刚刚"), (12, "12 秒前"), (200, "3 分钟前")])
def test_how_long_ago_a_sign_of_life_was(seconds, words):
    assert seen_in_words(NOW - timedelta(seconds=seconds), NOW) == words
    assert seen_in_words(None, NOW) == "还没有"


def test_silence_begins_after_half_a_minute():
    assert not is_silent(NOW - timedelta(seconds=30), NOW)
    assert is_silent(LONG_AGO, NOW)
