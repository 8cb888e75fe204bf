"""Every way a number is typed in real lists ends as eleven digits or as the reason why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.errors import CellError
from liaison.core.text import landline, mask_phone, mobile, spaced_phone
from liaison.core.text.phones import SENTENCES

GOOD = "13800138000"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        13800138000,
        13800138000.0,
        "13800138000.0",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "86-13800138000",
        "008613800138000",
        "(+86)138 0013 8000",
        "１３８００１３８０００",
        "'13800138000",
        "13800138000\u200b",
        "\xa013800138000\t",
        "\u202d13800138000\u202c",
        "13800138000（微信同号）",
        "13800138000/0513-00410896",
        "0513-00410896、13800138000",
        "13800138000/138 0013 8000",
    ],
)
def test_harmless_forms_become_eleven_digits(typed):
    assert mobile(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, "PHONE_MISSING"),
        ("—", "PHONE_MISSING"),
        ("同上", "PHONE_MISSING"),
        ("1683348936", "PHONE_SHORT"),
        (0, "PHONE_SHORT"),
        ("168104735591", "PHONE_LONG"),
        ("16480l62226", "PHONE_ALPHA"),
        ("1380013800O", "PHONE_ALPHA"),
        ("-13800138000", "PHONE_ALPHA"),
        (-13800138000, "PHONE_ALPHA"),
        (True, "PHONE_ALPHA"),
        (float("nan"), "PHONE_ALPHA"),
        (13800138000.5, "PHONE_ALPHA"),
        ("٠١٢٣٤٥٦٧٨٩٠", "PHONE_ALPHA"),
        ("23800138000", "PHONE_PREFIX"),
        ("12345678901", "PHONE_PREFIX"),
        ("0513-00198227", "PHONE_LANDLINE"),
        ("(0513)88812345", "PHONE_LANDLINE"),
        ("0513-88812345转8001", "PHONE_LANDLINE"),
        (13800000000, "PHONE_ROUNDED"),
        (1.38e10, "PHONE_ROUNDED"),
        ("1.38E+10", "PHONE_SCI"),
        ("138****8000", "PHONE_MASKED"),
        ("13800138000/13800138001", "PHONE_MULTI"),
        ("=13800138000", "FORMULA_TEXT"),
    ],
)
def test_lossy_forms_are_refused_with_their_reason(typed, code):
    with pytest.raises(CellError) as refused:
        mobile(typed)
    assert (refused.value.code, refused.value.sentence) == (code, SENTENCES[code])


@pytest.mark.parametrize("digits", ["16197817861", "15478613847", "18600861386"])
def test_country_code_is_taken_from_the_front_only(digits):
    assert mobile(digits) == mobile(f"+86{digits}") == digits


def test_zeros_typed_as_text_are_somebodys_number():
    assert mobile("13900000000") == "13900000000"


def test_landline_is_kept_in_one_form():
    assert landline("（0513）８８８１２３４５") == "0513-88812345"
    assert landline("0513-88812345转8001") == "0513-88812345转8001"
    assert landline(GOOD) is None


def test_masks_and_groups():
    assert mask_phone(GOOD) == "138****8000"
    assert mask_phone("8001") == "****01"
    assert spaced_phone(GOOD) == "138 0013 8000"


@given(st.one_of(st.text(), st.integers(), st.floats(), st.text("0123456789 -+()/１３８86转*", max_size=30)))
def test_whatever_is_typed_ends_as_a_number_or_a_reason(typed):
    try:
        found = mobile(typed)
    except CellError as error:
        assert error.sentence == SENTENCES[error.code]
    else:
        assert len(found) == 11
        assert mobile(found) == found


@pytest.mark.parametrize("typed", ["9" * 60 + "a", "1 " * 40 + "a", "1-" * 400 + "a", "9" * 5_000, "(" * 5_000])
def test_a_long_row_of_digits_is_refused_at_once(typed):
    with pytest.raises(CellError):
        mobile(typed)
