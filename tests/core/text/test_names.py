"""Names come out in one form; what is no name is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.errors import CellError
from liaison.core.text import person_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王　芳", "王芳"),
        ("袁静雪 ", "袁静雪"),
        ("赵雪敏（新增）", "赵雪敏"),
        ("张三(组长)", "张三"),
        ("欧阳\n修", "欧阳修"),
        ("阿依登•哈斯木", "阿依登·哈斯木"),
        ("阿依登 ‧ 哈斯木", "阿依登·哈斯木"),
        ("阿依登.哈斯木", "阿依登·哈斯木"),
        ("阿依登。哈斯木", "阿依登·哈斯木"),
        ("阿依登・哈斯木", "阿依登·哈斯木"),
        ("古丽娜尔·阿不都热合曼·买买提吐尔逊", "古丽娜尔·阿不都热合曼·买买提吐尔逊"),
        ("𠮷田太郎", "𠮷田太郎"),
        ("周𰻞", "周𰻞"),
        ("⼀平", "一平"),
        ("葛\U000e0100城", "葛城"),
        ("张\u200d三\u202e", "张三"),
        ("Mary   Ann O'Brien", "Mary Ann O'Brien"),
        ("刘", "刘"),
        ("王芳２", "王芳2"),
    ],
)
def test_name_comes_out_in_one_form(typed, name):
    assert person_name(typed) == name
    assert person_name(person_name(typed)) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 　", "NAME_MISSING"),
        ("—", "NAME_MISSING"),
        ("/", "NAME_MISSING"),
        ("待定", "PLACEHOLDER"),
        ("测试1", "PLACEHOLDER"),
        ("张某某", "PLACEHOLDER"),
        ("张**", "PLACEHOLDER"),
        ("无", "PLACEHOLDER"),
        ("王五\n赵六", "NAME_MULTI"),
        ("王五、赵六", "NAME_CHARACTERS"),
        ("1号", "NAME_CHARACTERS"),
        ("12", "NAME_CHARACTERS"),
        ("=陈等号", "NAME_CHARACTERS"),
        ("<b>王</b>", "NAME_CHARACTERS"),
        ("\ufffd五", "NAME_CHARACTERS"),
        ("名" * 51, "NAME_LONG"),
    ],
)
def test_what_is_no_name_is_refused(typed, code):
    with pytest.raises(CellError) as refused:
        person_name(typed)
    assert refused.value.code == code


@given(st.one_of(st.text(max_size=60), st.text("王芳 　·•.(（）)\n某", max_size=12)))
def test_one_form_stays_as_it_is(typed):
    try:
        name = person_name(typed)
    except CellError as error:
        assert error.code
    else:
        assert person_name(name) == name
