"""Words are tidied without changing what they say, and compared without minding how they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.text import normalise, paragraphs, plain_cell, same_word


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("　海安市　　第１中学 ", "海安市 第1中学"),
        ("ＡＢＣ公司（总部），二楼：３室", "ABC公司（总部），二楼：3室"),
        ("村\n（社区）", "村 （社区）"),
        ("虚构\u200b单位\ufeff", "虚构单位"),
        ("一\x00二\x0b三\ud83d", "一二 三"),
        ("\t=1+1", "=1+1"),
        ("𠮷田，𫖯", "𠮷田，𫖯"),
        ("\u200b \u3000", ""),
    ],
)
def test_normalise_gives_one_tidy_line(typed, tidy):
    assert normalise(typed) == tidy


def test_paragraphs_keep_lines_and_drop_gaps():
    assert paragraphs(" 第一行 \r\n\n\n\n　第２行\x07\n") == "第一行\n\n第2行"


@pytest.mark.parametrize(
    ("one", "other"),
    [("村（社区）", "村 (社区)"), ("ＡＢc", "abC"), ("姓　名\u200b", "姓名"), ("⼀平", "一平"), ("葛\U000e0100", "葛")],
)
def test_same_word_ignores_how_it_was_typed(one, other):
    assert same_word(one) == same_word(other)


def test_same_word_keeps_different_words_apart():
    assert same_word("城东镇") != same_word("城东")


def test_plain_cell_drops_what_a_workbook_cannot_hold():
    assert plain_cell("a\x00b\x1b\ufffe\ud800\n=1+1\t𠮷") == "ab\n=1+1\t𠮷"


@given(st.text())
def test_tidy_text_is_tidy_already(typed):
    for tidy in (normalise, paragraphs, plain_cell, same_word):
        assert tidy(tidy(typed)) == tidy(typed)
