"""What is done to one representative by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.core.errors import Refused
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster import actions
from liaison.roster.models import Library, Membership, Representative
from tests.factories import first, village_of
from tests.roster.haian import books, read_in


def cells(**given):
    """A new person of 农业界 in 曲塘镇."""
    sector, town = first(Sector, name="农业界"), first(Area, name="曲塘镇")
    return {
        "name": "周桂芳", "phone": "15400009999", "birth": "1974-09", "sector_id": sector.id,
        "identity_type_id": first(IdentityType, sector_id=sector.id).id, "area_id": town.id,
        "village_id": village_of(town).id, "unit_title": "粮油店店主",
    } | given  # fmt: skip


def add(people, library="Z06", **given):
    """A person taken in by the clerk."""
    is_another = given.pop("is_another", False)
    return actions.add_representative(
        first(Library, code=library), people.clerk.actor, is_another=is_another, **cells(**given)
    )


def last_event(db):
    """The latest event."""
    db.session.flush()
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first()


def test_a_person_taken_in_stands_in_the_library_and_can_be_found(db, people):
    person = add(people)
    assert [one.library.code for one in person.memberships] == ["Z06"]
    assert (person.pinyin, person.initials, person.phone_tail) == ("zhouguifang", "zgf", "9999")
    event = last_event(db)
    assert (event.verb, event.thing_id, event.actor_name) == ("representative.add", person.id, "王敏")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": "周桂芳"}, "phone"), ({"name": "周桂香"}, "is_another"), ({"phone": "15400008888"}, "is_another")],
)
def test_somebody_who_is_or_seems_to_be_there_is_refused(people, given, field):
    add(people)
    with pytest.raises(Refused) as refused:
        add(people, **given)
    assert list(refused.value.fields) == [field]


def test_somebody_very_like_another_is_taken_in_when_so_said(db, people):
    first_one = add(people)
    other = add(people, phone="15400008888", is_another=True)
    assert other.id != first_one.id


def test_namesakes_of_another_month_are_no_question(people):
    assert add(people).id != add(people, phone="15400008888", birth="1980-01").id


@pytest.mark.parametrize("field", ["identity_type_id", "village_id"])
def test_type_and_village_must_fit_sector_and_town(people, field):
    wrong = {
        "identity_type_id": first(IdentityType, sector_id=first(Sector, name="教育界").id).id,
        "village_id": village_of(first(Area, name="李堡镇")).id,
    }
    with pytest.raises(Refused) as refused:
        add(people, **{field: wrong[field]})
    assert list(refused.value.fields) == [field]


def test_a_change_is_told_in_words(db, people):
    person = add(people)
    other = first(Area, name="李堡镇")
    actions.change_representative(person, people.clerk.actor, person.version, area_id=other.id, village_id=None)
    changes = last_event(db).changes
    assert changes["所在区镇"] == ["曲塘镇", "李堡镇"]
    assert changes["村/社区"][1] is None


def test_no_change_leaves_no_event(db, people):
    person = add(people)
    before = last_event(db).id
    actions.change_representative(person, people.clerk.actor, person.version, name=person.name)
    assert last_event(db).id == before


def test_of_two_who_change_a_person_at_once_the_second_is_told(db, people):
    person = add(people)
    seen = person.version
    actions.change_representative(person, people.clerk.actor, seen, unit_title="粮油店")
    db.session.flush()
    with pytest.raises(Refused):
        actions.change_representative(person, people.clerk.actor, seen, unit_title="超市")


def test_name_and_number_corrected_by_hand_survive_the_book_read_again(db, people):
    read_in(books("Z15"))
    person = db.session.scalars(select(Representative).filter_by(name="朱爱琴")).one()
    actions.change_representative(
        person, people.office.actor, person.version, name="朱爱芹", phone="15400007777", education="本科"
    )
    db.session.flush()
    report = read_in(books("Z15"))[0]
    db.session.expire_all()
    assert (report.counts["created"], report.counts["updated"], report.counts["unchanged"]) == (0, 0, 78)
    assert (person.name, person.phone, person.education) == ("朱爱芹", "15400007777", "本科")


def test_leaving_and_coming_back(db, people):
    person = add(people)
    actions.leave(person, people.clerk.actor, "迁居外地", date(2024, 12, 1))
    assert (person.left_on, person.left_reason) == (date(2024, 12, 1), "迁居外地")
    assert last_event(db).verb == "representative.leave"
    with pytest.raises(Refused):
        actions.leave(person, people.clerk.actor, "去世")
    with pytest.raises(Refused):
        actions.add_membership(person, first(Library, code="M10"), people.clerk.actor)
    actions.restore(person, people.clerk.actor)
    assert person.left_on is None
    with pytest.raises(Refused):
        actions.restore(person, people.clerk.actor)


def test_somebody_who_left_waits_when_his_book_still_names_him(db, people):
    read_in(books("Z15"))
    person = db.session.scalars(select(Representative).filter_by(name="朱爱琴")).one()
    actions.leave(person, people.office.actor, "去世")
    db.session.flush()
    report = read_in(books("Z15"))[0]
    assert report.counts["review"] == 2
    assert person.left_on is not None


def test_joining_and_leaving_libraries(db, people):
    person = add(people)
    farming = first(Library, code="M10")
    membership = actions.add_membership(person, farming, people.clerk.actor)
    with pytest.raises(Refused):
        actions.add_membership(person, farming, people.clerk.actor)
    db.session.flush()
    db.session.refresh(person)
    actions.end_membership(membership, people.clerk.actor)
    assert last_event(db).verb == "membership.end"
    with pytest.raises(Refused):
        actions.end_membership(membership, people.clerk.actor)
    own = db.session.scalars(select(Membership).filter_by(library_id=first(Library, code="Z06").id)).one()
    with pytest.raises(Refused):
        actions.end_membership(own, people.clerk.actor)
    assert actions.add_membership(person, farming, people.clerk.actor) is membership


def test_looking_at_a_number_is_noted(db, people):
    person = add(people)
    assert actions.show_phone(person, people.clerk.actor, "其他", "替他送材料") == "15400009999"
    assert last_event(db).verb == "representative.show_phone"
    assert last_event(db).changes == {"reason": [None, "其他：替他送材料"]}
