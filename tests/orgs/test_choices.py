"""Forms offer the rows in use, in the office's order."""

from __future__ import annotations

from liaison.orgs.models import Area, IdentityType, Organisation, Sector
from liaison.orgs.queries import reference_choices, several_choices
from tests.factories import first

NUMBERS = {
    "sector": 17, "identity_type": 119, "area": 14, "village": 239, "organisation": 83, "unit": 64, "committee": 17,
    "working_group": 3, "section": 195, "category": 79, "channel": 10, "task": 5, "station": 42,
}  # fmt: skip


def test_every_list_is_offered_in_full(db):
    offered = {source: reference_choices(source) for source in NUMBERS}
    assert {source: len(choices) for source, choices in offered.items()} == NUMBERS
    assert all(isinstance(identity, int) and name for choices in offered.values() for identity, name in choices)


def test_nested_lists_tell_what_they_belong_to_unless_asked_within(db):
    town, housing = first(Area, name="曲塘镇"), first(Organisation, name="市住房和城乡建设局")
    farming = first(Sector, name="农业界")
    assert "曲塘镇 胡庄村" in dict(reference_choices("village")).values()
    assert "胡庄村" in dict(reference_choices("village", town.id)).values()
    assert len(reference_choices("identity_type", farming.id)) == 9
    assert reference_choices("section", housing.id)[1][1] == "城建科"
    assert "建设交通 断头路" in dict(reference_choices("category")).values()
    assert len(reference_choices("category", "建设交通")) == 13


def test_a_retired_row_is_offered_only_where_it_stands_chosen(db):
    pensioner = first(IdentityType, name="新乡贤")
    pensioner.is_active = False
    db.session.flush()
    assert pensioner.id not in dict(reference_choices("identity_type"))
    assert pensioner.id in dict(reference_choices("identity_type", keep=pensioner.id))


def test_several_lists_at_once_are_the_same_lists(db):
    farming = first(Sector, name="农业界").id
    offered = several_choices("sector", "identity_type", "area", "village", "category", identity_type=farming)
    alone = {source: reference_choices(source) for source in ("sector", "area", "village", "category")}
    assert offered == alone | {"identity_type": reference_choices("identity_type", farming)}
    assert several_choices("identity_type", identity_type=None) == {"identity_type": reference_choices("identity_type")}
