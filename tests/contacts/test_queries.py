"""Who sees which contacts, whom one may choose, and a member's year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liaison.assignment.models import Pairing
from liaison.contacts import queries
from liaison.contacts.models import Contact
from liaison.orgs.models import Area, Sector
from liaison.roster.models import Representative
from tests.factories import first


@pytest.fixture
def contacts(people: Any, make: Any) -> dict[str, Contact]:
    """One contact of the member, one of another town's member, and one of hers with somebody of 曲塘镇."""
    other = people.other_member.member
    far = make(Representative, area_id=first(Area, name="李堡镇").id, village_id=None)
    return {
        "own": make(Contact, member_id=people.member.member.id),
        "other": make(Contact, member_id=other.id, representative_id=far.id),
        "visiting": make(Contact, member_id=other.id, representative_id=make(Representative).id),
    }


@pytest.mark.parametrize(("who", "sees"), [
    ("member", {"own"}), ("other_member", {"other", "visiting"}), ("clerk", {"own", "visiting"}),
    ("director", {"own", "visiting"}), ("other_clerk", {"other", "visiting"}),
    ("office", {"own", "other", "visiting"}), ("leader", {"own", "other", "visiting"}),
    ("supervisor", {"own", "other", "visiting"}),
    ("unit_leader", set()), ("handler", set()), ("librarian", set()), ("admin", set()),
])  # fmt: skip
def test_list_and_page_agree_on_what_is_seen(db: Any, people: Any, contacts: dict, who: str, sees: set[str]):
    """The same contacts in the list, behind the number and behind the id."""
    actor = getattr(people, who).actor
    listed = {row.number for row in db.session.execute(queries.contacts_listed(actor))}
    assert listed == {contacts[name].number for name in sees}
    for name, contact in contacts.items():
        assert (queries.contact_for(actor, contact.number) is contact) == (name in sees)
        assert (queries.contact_with_id(actor, contact.id) is contact) == (name in sees)


def test_filters_narrow_the_list(db: Any, people: Any, make: Any, contacts: dict):
    """By day, town, member, state and word; a sign that means anything in SQL is a plain sign."""
    contacts["other"].contacted_on = date(2025, 5, 1)
    contacts["own"].state = "作废"
    db.session.flush()

    def numbers(**chosen: Any) -> set[str]:
        return {row.number for row in db.session.execute(queries.contacts_listed(people.office.actor, **chosen))}

    other, visiting = contacts["other"].number, contacts["visiting"].number
    assert numbers() == {other, visiting}
    assert numbers(state="作废") == {contacts["own"].number}
    assert numbers(until=date(2025, 12, 31)) == {other}
    assert numbers(since=date(2026, 1, 1)) == {visiting}
    assert numbers(town_id=first(Area, name="李堡镇").id) == {other}
    assert numbers(word=people.other_member.member.name) == {other, visiting}
    assert numbers(word="%") == set()


def test_a_members_year(people: Any, make: Any):
    """How many, and for each of the five the last one; last year's and voided ones do not count."""
    member = people.member.member
    five = [make(Pairing, member_id=member.id, slot=slot).representative for slot in (1, 2, 3)]
    for day in (date(2026, 3, 1), date(2026, 3, 9), date(2025, 3, 1)):
        make(Contact, member_id=member.id, representative_id=five[1].id, contacted_on=day)
    make(Contact, member_id=member.id, representative_id=five[0].id, contacted_on=date(2026, 3, 2), state="作废")
    make(Contact, member_id=member.id, contacted_on=date(2026, 3, 2))
    year = queries.year_of(member.id, 2026)
    assert year.contact_count == 3
    assert [kept.last_on for kept in year.five] == [None, date(2026, 3, 9), None]
    assert [kept.representative_id for kept in year.reached] == [five[1].id]
    assert [kept.representative_id for kept in year.missing] == [five[0].id, five[2].id]
    assert year.five[1].last_words(date(2026, 3, 17)).startswith("8 天前")


def test_for_whom_one_may_write(people: Any):
    """A member for himself, a clerk for his committee's members, the office for all, a leader for nobody."""
    mine, hers = people.member.member, people.other_member.member
    assert queries.member_to_record_for(people.member.actor, None) is mine
    assert queries.member_to_record_for(people.member.actor, hers.id) is None
    assert queries.member_to_record_for(people.clerk.actor, mine.id) is mine
    assert queries.member_to_record_for(people.clerk.actor, hers.id) is None
    assert queries.member_to_record_for(people.office.actor, hers.id) is hers
    assert [row.id for row in queries.members_found(people.clerk.actor, "")] == [mine.id]


def test_whom_one_may_choose(people: Any, make: Any):
    """One's five wherever they live; others of one's town or sector; nobody who left."""
    member, actor = people.member.member, people.member.actor
    far = {"area_id": first(Area, name="李堡镇").id, "village_id": None, "sector_id": first(Sector, name="教育界").id}
    near, stranger = make(Representative, name="赵近"), make(Representative, name="钱远", **far)
    kept = make(Pairing, member_id=member.id, representative_id=make(Representative, name="孙五", **far).id)
    gone = make(Representative, name="李走", left_on=date(2026, 1, 1))
    ids = [stranger.id, kept.representative_id, near.id, gone.id, near.id]
    assert [p.name for p in queries.people_chosen(actor, member, ids)] == ["孙五", "赵近"]
    assert [p.name for p in queries.people_chosen(people.office.actor, member, ids)] == ["钱远", "孙五", "赵近"]
    assert {row.name for row in queries.people_near(actor, member)} >= {"孙五", "赵近"}


def test_finding_people_by_name_pinyin_and_tail(people: Any, make: Any):
    """As they are remembered."""
    made = make(
        Representative, name="周桂芳", pinyin="zhouguifang", initials="zgf", phone="16413805521"
    )
    for word in ("桂芳", "zhougui", "ZGF", "5521", "周 桂芳"):
        found = queries.people_found(people.member.actor, people.member.member, word)
        assert [row.id for row in found] == [made.id], word
    assert queries.people_found(people.member.actor, people.member.member, "_") == []


def test_topics_end_with_other(db: Any):
    """The chips come from the categories in use."""
    topics = queries.topics()
    assert topics[-1] == "其他"
    assert "道路交通" in topics
    assert 6 <= len(topics) <= 12
