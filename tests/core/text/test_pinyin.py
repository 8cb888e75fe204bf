"""Surnames are read as surnames; initials find a person under each reading of the first character."""

import pytest

from liaison.core.text import initials, pinyin


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("单田芳", "shantianfang"),
        ("仇和", "qiuhe"),
        ("曾国藩", "zengguofan"),
        ("区伯", "oubo"),
        ("查良镛", "zhaliangyong"),
        ("解缙", "xiejin"),
        ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"),
        ("阿依古丽·买买提", "ayigulimaimaiti"),
        ("𠮷田", "tian"),
        ("O'Brien", "obrien"),
        ("", ""),
    ],
)
def test_whole_spelling(name, spelt):
    assert pinyin(name) == spelt


def test_surname_reading_comes_first_and_the_others_follow():
    assert initials("单田芳")[0] == "stf"
    assert {"stf", "dtf", "ctf"} == set(initials("单田芳"))


def test_double_surname_gives_two_letters():
    assert initials("欧阳修")[0] == "oyx"
    assert initials("万俟卨")[0] == "mqx"


def test_no_name_has_no_initials():
    assert initials("") == ()
