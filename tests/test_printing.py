"""Tables on a terminal stand straight, whatever they say."""

from __future__ import annotations

from liaison.printing import list_in_columns, width


def test_a_chinese_character_is_two_letters_wide():
    assert [width(words) for words in ("abc", "姓名", "陈a", "𬀩", "·", "")] == [3, 4, 3, 2, 1, 0]


def test_columns_stand_below_each_other(capsys):
    list_in_columns([("姓名", "用户名"), ("王敏", "gongwei"), ("阿依古丽", "x")])
    assert capsys.readouterr().out == "  姓名      用户名\n  王敏      gongwei\n  阿依古丽  x\n"
