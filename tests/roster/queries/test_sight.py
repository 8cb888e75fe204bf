"""Who sees whom, alike in list, detail, count, search and export."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.core.db import db as database
from liaison.orgs.models import Area, Organisation, Sector
from liaison.roster import queries
from liaison.roster.models import Library, Membership, Representative
from tests.factories import first


@pytest.fixture
def four(make):
    """In 曲塘镇; in 李堡镇; in 李堡镇 but kept by 曲塘镇's library; of M10, of another sector, in 海安街道."""
    libao = first(Area, name="李堡镇").id
    church = first(Sector, name="教育界").id
    own = make(Representative, name="本镇")
    other = make(Representative, name="外镇", area_id=libao, village_id=None, sector_id=church)
    kept = make(Representative, name="在册", area_id=libao, village_id=None, sector_id=church)
    make(Membership, representative_id=kept.id)
    town = first(Area, name="海安街道").id
    farmer = make(Representative, name="农业", area_id=town, village_id=None, sector_id=church)
    make(Membership, representative_id=farmer.id, library_id=first(Library, code="M10").id)
    return {one.name: one for one in (own, other, kept, farmer)}


SIGHT = {
    "member": {"本镇"}, "other_member": {"本镇", "外镇", "在册"}, "clerk": {"本镇", "在册"},
    "director": {"本镇", "在册"}, "other_clerk": {"外镇", "在册"},
    "unit_leader": set(), "handler": set(), "librarian": {"农业"}, "admin": set(),
    "supervisor": {"本镇", "外镇", "在册", "农业"}, "office": {"本镇", "外镇", "在册", "农业"},
    "leader": {"本镇", "外镇", "在册", "农业"},
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(SIGHT))
def test_list_detail_count_search_and_export_agree(people, four, role):
    actor = getattr(people, role).actor
    listed = {row.name for row in database.session.execute(queries.representative_list(actor, {}))}
    detail = {name for name, one in four.items() if queries.representative_for(actor, one.id)}
    exported = {row["name"] for row in queries.roster_rows(actor)}
    found = {
        name for name, one in four.items()
        if database.session.execute(queries.representative_list(actor, {"q": one.phone})).all()
    }  # fmt: skip
    clause = queries.representatives_visible_to(actor)
    count = database.session.scalar(select(func.count()).select_from(Representative).where(clause))
    assert (listed, detail, exported, found) == (SIGHT[role],) * 4
    assert count == len(SIGHT[role])


def test_a_working_group_sees_those_of_its_own_library(people, make):
    from_group = make(Representative, name="法治")
    make(Membership, representative_id=from_group.id, library_id=first(Library, code="Z15").id)
    make(Representative, name="别人")
    group = people.seat("郑法", "clerk", "市政协法治工作组")
    assert [row.name for row in database.session.execute(queries.representative_list(group.actor, {}))] == ["法治"]


def test_an_owner_of_a_main_library_sees_it(people, make):
    library = first(Library, code="M10")
    owner = database.session.get(Organisation, library.owner_id)
    make(Membership, representative_id=make(Representative, name="农户").id, library_id=library.id)
    leader = people.seat("吴农", "unit_leader", owner.name)
    assert [row.code for row in queries.library_list(leader.actor)] == ["M10"]
    assert [row.name for row in database.session.execute(queries.representative_list(leader.actor, {}))] == ["农户"]


def test_a_membership_that_ended_shows_nobody(people, four):
    membership = database.session.scalars(select(Membership).filter_by(representative_id=four["在册"].id)).one()
    membership.ended_on = membership.entered_on
    database.session.flush()
    assert queries.representative_for(people.clerk.actor, four["在册"].id) is None
    assert queries.membership_for(people.other_clerk.actor, membership.id) is None


def test_a_member_sees_himself_and_staff_see_all_members(people):
    people.member, people.other_member  # noqa: B018 - made when asked for
    names = {row.name for row in database.session.execute(queries.member_list(people.member.actor, {}))}
    assert names == {"陈立平"}
    assert queries.member_for(people.member.actor, people.other_member.member.id) is None
    for role in ("clerk", "handler", "leader", "office"):
        found = database.session.execute(queries.member_list(getattr(people, role).actor, {})).all()
        assert {row.name for row in found} == {"陈立平", "吴晓梅"}


def test_gone_members_do_not_see_and_are_not_offered_to_members(people, four):
    four["本镇"].left_on = four["本镇"].entered_on
    database.session.flush()
    assert queries.representative_for(people.member.actor, four["本镇"].id) is None
    assert queries.representative_for(people.clerk.actor, four["本镇"].id) is not None
