"""Search and filters of the lists."""

from __future__ import annotations

import pytest

from liaison.core.db import db as database
from liaison.core.text import initials, pinyin
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster import queries
from liaison.roster.models import Library, Member, Membership, Representative
from tests.factories import first


@pytest.fixture
def three(make):
    """单田芳, 周桂芳 and a person with a dot in his name."""
    spelt = {"单田芳": "15400001111", "周桂芳": "15400002222", "阿依·买买提": "15400003333"}
    return [
        make(Representative, name=name, phone=phone, pinyin=pinyin(name),
             initials=" ".join(initials(name)), unit_title=f"{name[0]}记粮油店店主")
        for name, phone in spelt.items()
    ]  # fmt: skip


ALL = ["单田芳", "周桂芳", "阿依·买买提"]


@pytest.mark.parametrize(
    ("word", "names"),
    [("周桂", ["周桂芳"]), ("桂芳", ["周桂芳"]), ("芳", ["单田芳", "周桂芳"]), ("阿依", ["阿依·买买提"]),
     ("粮油店", ALL), ("shantian", ["单田芳"]), ("STF", ["单田芳"]), ("zgf", ["周桂芳"]), ("gf", []),
     ("2222", ["周桂芳"]), ("15400003333", ["阿依·买买提"]), ("1540000", []), ("%", []), ("_", []), ("查无此人", [])],
)  # fmt: skip
def test_representatives_are_found_by(people, three, word, names):
    rows = database.session.execute(queries.representative_list(people.office.actor, {"q": word}))
    assert sorted(row.name for row in rows) == sorted(names)


def test_filters_narrow_the_list(people, make):
    church = first(Sector, name="教育界")
    teacher = first(IdentityType, sector_id=church.id)
    town = first(Area, name="李堡镇")
    other = make(
        Representative, name="教师", sector_id=church.id, identity_type_id=teacher.id, area_id=town.id, village_id=None,
    )  # fmt: skip
    make(Representative, name="农民")
    library = first(Library, code="M11")
    make(Membership, representative_id=other.id, library_id=library.id)
    wanted = {"sector": church.id, "identity_type": teacher.id, "area": town.id, "library": library.id}
    for key, value in wanted.items():
        rows = database.session.execute(queries.representative_list(people.office.actor, {key: value})).all()
        assert [(row.name, row.sector, row.codes) for row in rows] == [("教师", "教育界", "M11")], key


def test_gone_people_are_listed_only_when_asked_for(people, make):
    gone = make(Representative, name="走了")
    gone.left_on = gone.entered_on
    make(Representative, name="还在")
    found = {}
    for status in queries.STATUSES:
        rows = database.session.execute(queries.representative_list(people.office.actor, {"status": status}))
        found[status] = {row.name for row in rows}
    assert found == {"": {"还在"}, "left": {"走了"}, "all": {"走了", "还在"}}


@pytest.mark.parametrize("word", ["HA15007", "15007", "陈立", "chenli", "clp", "供销社", "9876"])
def test_members_are_found_by(people, make, word):
    make(Member, no="HA15007", name="陈立平", pinyin="chenliping", initials="clp", unit="市供销社", phone="15400009876")
    make(Member, no="HA15008", name="吴晓梅", pinyin="wuxiaomei", initials="wxm")
    rows = database.session.execute(queries.member_list(people.office.actor, {"q": word}))
    assert [row.no for row in rows] == ["HA15007"]


def test_libraries_are_listed_with_their_people_and_those_they_share(people, make):
    shared, alone, gone = (make(Representative) for _ in range(3))
    gone.left_on = gone.entered_on
    for one in (shared, alone, gone):
        make(Membership, representative_id=one.id)
    make(Membership, representative_id=shared.id, library_id=first(Library, code="M10").id)
    rows = {row.code: (row.people, row.shared) for row in queries.library_list(people.office.actor)}
    assert len(rows) == 31
    assert list(rows)[0] == "M01"
    assert list(rows)[-1] == "Z17"
    assert (rows["Z06"], rows["M10"], rows["M01"]) == ((2, 1), (1, 1), (0, 0))
    assert [row.code for row in queries.library_list(people.clerk.actor)] == ["Z06"]


def test_figures_of_a_library(people, make):
    for _ in range(2):
        make(Membership, representative_id=make(Representative).id)
    figures = queries.library_figures(first(Library, code="Z06"))
    assert figures["区镇"] == [("曲塘镇", 2)]
    assert [number for _name, number in figures["身份类别"]] == [2]
