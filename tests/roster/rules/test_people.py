"""Whose word counts, who is one person, and which library a file is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.roster.rules import (
    FIELDS,
    KnownLibrary,
    KnownPeople,
    Person,
    fingerprint,
    hear,
    heed,
    library_of_file,
    library_of_title,
    likely_person,
    show,
    tidy,
    usual_nation,
    usual_word,
    verdict,
)

from liaison.roster.rules import EDUCATIONS, GENDERS, PARTIES  # isort: skip

M03, M09, Z06, Z17 = 1, 2, 3, 4
RANKS = {M03: 0, M09: 1, Z06: 2, Z17: 3}


def person(**shown):
    """Somebody of whom nothing else is known."""
    return Person(1, "周桂芳", "15400000001", dict.fromkeys(FIELDS) | shown)


def told(*books):
    """A person after these books have spoken, one after another."""
    who = person()
    for library, values in books:
        hear(who, library, values, RANKS)
    return who.shown, who.differing


def test_a_main_library_replaces_what_a_sub_library_said():
    shown, differing = told((Z06, {"education": "本科"}), (M03, {"education": "大专"}))
    assert shown["education"] == "大专"
    assert differing[Z06] == {"education": "本科"}
    assert differing[M03] == {}


def test_a_sub_library_fills_blanks_only():
    shown, differing = told((M03, {"education": "大专"}), (Z06, {"education": "本科", "remark": "党代表"}))
    assert (shown["education"], shown["remark"]) == ("大专", "党代表")
    assert differing == {M03: {"remark": None}, Z06: {"education": "本科"}}


def test_a_blank_never_takes_anything_away():
    shown, _differing = told((M03, {"education": "大专"}), (M03, {"education": None}))
    assert shown["education"] == "大专"


def test_hear_gives_only_what_changed_in_what_is_shown():
    who = person()
    assert hear(who, M03, {"education": "大专"}, RANKS) == {"education": [None, "大专"]}
    assert hear(who, Z06, {"education": "本科"}, RANKS) == {}
    assert hear(who, M03, {"education": "研究生"}, RANKS) == {"education": ["大专", "研究生"]}


def test_a_correction_by_hand_stays_until_the_book_says_something_new():
    who = person()
    hear(who, M03, {"education": "大专"}, RANKS)
    show(who, "education", "本科")
    tidy(who)
    assert hear(who, M03, {"education": "大专"}, RANKS) == {}
    assert who.shown["education"] == "本科"
    assert hear(who, M03, {"education": "研究生"}, RANKS) == {"education": ["本科", "研究生"]}


def test_the_offices_own_book_corrects_and_the_libraries_books_keep_their_word():
    who = person()
    hear(who, M03, {"education": "大专"}, RANKS)
    hear(who, Z06, {"education": "本科"}, RANKS)
    assert heed(who, M03, {"education": "研究生"}, RANKS) == {"education": ["大专", "研究生"]}
    assert hear(who, M03, {"education": "大专"}, RANKS) == {}
    assert hear(who, Z06, {"education": "本科"}, RANKS) == {}
    assert who.shown["education"] == "研究生"


def test_the_offices_own_book_speaks_with_the_rank_of_the_libraries_it_names():
    who = person()
    hear(who, M03, {"education": "大专"}, RANKS)
    who.differing[Z06] = {}
    assert heed(who, Z06, {"education": "本科", "remark": "党代表"}, RANKS) == {"remark": [None, "党代表"]}
    assert who.differing[Z06] == {"education": "本科", "remark": None}


WORDS = st.none() | st.sampled_from(["甲", "乙", "丙"])
BOOK = st.fixed_dictionaries({"education": WORDS, "party": WORDS, "remark": WORDS})


@given(st.lists(BOOK, min_size=2, max_size=4))
def test_the_order_of_the_books_makes_no_difference(books):
    spoken = list(zip(RANKS, books, strict=False))
    results = [told(*order) for order in itertools.permutations(spoken)]
    assert all(result == results[0] for result in results)
    shown, _differing = results[0]
    for key in ("education", "party", "remark"):
        assert shown[key] == next((book[key] for _library, book in spoken if book[key]), None)


@given(st.lists(st.tuples(st.sampled_from(list(RANKS)), BOOK), min_size=1, max_size=5))
def test_hearing_the_same_book_again_is_no_news(spoken):
    who = person()
    for library, values in spoken:
        hear(who, library, values, RANKS)
    library, values = spoken[-1]
    before = dict(who.shown), {key: dict(said) for key, said in who.differing.items()}
    assert hear(who, library, values, RANKS) == {}
    assert (who.shown, who.differing) == before


def known(*people):
    """These people as an import knows them."""
    index = KnownPeople()
    for one in people:
        index.add(one)
    return index


def entry(name, phone, birth="1974-09", area_id=5):
    """A row that names somebody."""
    return Person(None, name, phone, {"birth": birth, "area_id": area_id})


STANDING = Person(7, "周桂芳", "15400000001", {"birth": "1974-09", "area_id": 5})


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        (entry("周桂香", "15400000001"), "PHONE_CONFLICT"),
        (entry("周桂芳", "15400000002"), "PHONE_CHANGED"),
        (entry("周桂芳", "15400000002", birth="1974-10"), None),
        (entry("周桂芳", "15400000002", area_id=6), None),
        (entry("周桂芳", "15400000002", birth=None), None),
        (entry("周桂香", "15400000002"), None),
    ],
)
def test_who_a_row_may_mean(row, cause):
    found = likely_person(known(STANDING), row)
    assert (found[0] if found else None) == cause


def test_a_person_is_known_in_a_library_by_what_its_book_calls_him():
    who = Person(7, "周桂芳", "15400000001", {}, {M03: {"phone": "15400000009"}, Z06: {}})
    assert who.identity_in(M03) == ("周桂芳", "15400000009")
    assert who.identity_in(Z06) == ("周桂芳", "15400000001")


LIBRARIES = [
    KnownLibrary(1, "M03", ("工会界主信息库", "市总工会")),
    KnownLibrary(2, "M06", ("科学技术界主信息库", "市科技局", "市科学技术局")),
    KnownLibrary(3, "Z01", ("海安街道子信息库", "海安街道政协工委")),
    KnownLibrary(4, "Z16", ("城建工作组子信息库", "市政协城建工作组", "城建工作组")),
]


@pytest.mark.parametrize(
    ("name", "code"),
    [("M03_工会界主信息库.xlsx", "M03"), ("m03.xlsx", "M03"), ("Z01 海安街道.xlsx", "Z01"), ("Ｚ１６_x.xlsx", "Z16"),
     ("M031.xlsx", None), ("名单M03.xlsx", None), ("M03工会.xlsx", "M03"), ("代表.xlsx", None)],
)  # fmt: skip
def test_the_library_of_a_file_name(name, code):
    found = library_of_file(name, LIBRARIES)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("title", "code"),
    [("市总工会界别群众代表信息库（主信息库）", "M03"), ("市科学技术局代表名单", "M06"),
     ("海安街道政协工委界别群众代表子信息库花名册", "Z01"), ("市政协城建工作组 花名册", "Z16"),
     ("海安市政协界别群众代表信息总库", None), ("", None), ("市总工会、政协工委", "M03"),
     ("市总工会和市科学技术局", "M06")],
)  # fmt: skip
def test_the_library_of_a_title_row(title, code):
    found = library_of_title([title], LIBRARIES)
    assert (found.code if found else None) == code


def test_a_title_that_names_two_libraries_alike_names_none():
    alike = [KnownLibrary(1, "A1", ("农业界",)), KnownLibrary(2, "A2", ("教育界",))]
    assert library_of_title(["农业界、教育界名册"], alike) is None


@pytest.mark.parametrize(
    ("words", "word", "usual"),
    [(GENDERS, "男性", "男"), (PARTIES, "非党", "群众"), (PARTIES, "民革", "民革党员"), (PARTIES, "党员", "中共党员"),
     (EDUCATIONS, "专科", "大专"), (EDUCATIONS, "高中(中专)", "高中（中专）"), (EDUCATIONS, "私塾", "私塾"),
     (EDUCATIONS, None, None)],
)  # fmt: skip
def test_usual_words(words, word, usual):
    assert usual_word(word, words) == usual


def test_a_nation_ends_in_zu():
    assert [usual_nation(word) for word in ("汉", "朝鲜", "汉族", None)] == ["汉族", "朝鲜族", "汉族", None]


def test_a_row_waits_for_review_only_when_the_office_can_settle_every_fault():
    assert verdict(["TYPE_UNKNOWN", "VILLAGE_UNKNOWN"]) == "review"
    assert verdict(["TYPE_UNKNOWN", "PHONE_SHORT"]) == "rejected"


def test_a_decision_is_remembered_by_library_cause_name_and_phone():
    row = {"name": "周 桂芳", "phone": "15400000001", "education": "大专"}
    same = fingerprint("M03", "PHONE_CHANGED", {**row, "name": "周桂芳", "education": "本科"})
    assert fingerprint("M03", "PHONE_CHANGED", row) == same
    assert fingerprint("M09", "PHONE_CHANGED", row) != same
    assert fingerprint("M03", "PHONE_CONFLICT", row) != same


def test_a_row_without_name_is_remembered_by_all_its_cells():
    nameless = {"phone": "15400000001", "education": "大专"}
    assert fingerprint("M03", "NAME_MISSING", nameless) == fingerprint("M03", "NAME_MISSING", dict(nameless))
    assert fingerprint("M03", "NAME_MISSING", nameless) != fingerprint("M03", "NAME_MISSING", {"phone": "15400000001"})
