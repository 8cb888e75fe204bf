"""What `flask check` says of members and representatives."""

from __future__ import annotations

from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Membership, Representative
from liaison.roster.queries.gaps import gaps
from tests.factories import first, village_of


def test_nothing_is_said_when_all_is_well(make):
    make(Membership, representative_id=make(Representative).id)
    make(Member)
    assert gaps() == []


def test_each_gap_is_named(make):
    teacher = first(IdentityType, sector_id=first(Sector, name="教育界").id).id
    elsewhere = village_of(first(Area, name="李堡镇")).id
    make(Representative, name="无库")
    for name, cells in (("错类", {"identity_type_id": teacher}), ("错村", {"village_id": elsewhere})):
        make(Membership, representative_id=make(Representative, name=name, **cells).id)
    make(Member, name="无委", organisation_id=None)
    said = gaps()
    assert len(said) == 4
    for name, sentence in zip(("无库", "错类", "错村", "无委"), said, strict=True):
        assert sentence.startswith("1 位")
        assert sentence.endswith(name)


def test_gone_people_are_no_gap(make):
    gone = make(Representative)
    gone.left_on = gone.entered_on
    assert gaps() == []


def test_only_the_first_names_are_told(make):
    for number in range(7):
        make(Representative, name=f"王{'甲乙丙丁戊己庚'[number]}")
    assert gaps()[0].startswith("7 位代表不在任何信息库里")
    assert gaps()[0].endswith("等")
