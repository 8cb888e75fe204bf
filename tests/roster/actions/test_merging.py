"""Two people turn out to be one: everything follows, nothing is lost, and it can be taken back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.assignment.models import Pairing, Plan
from liaison.audit.models import Event
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.contacts.queries import people_chosen
from liaison.core import clock
from liaison.core.db import Base
from liaison.core.errors import Refused
from liaison.roster.actions import add_representative, known_people
from liaison.roster.actions.duplicates import settle_as_two
from liaison.roster.actions.merging import merge
from liaison.roster.actions.parting import parting, take_back_merge
from liaison.roster.actions.references import REFERENCES, belongings, foreign_keys
from liaison.roster.models import ImportBatch, Library, Member, Membership, Representative, WaitingRow
from liaison.roster.queries import representative_for, representative_list
from liaison.roster.queries.sight import identities, known_as, representative_or_keeper_for
from tests.factories import first

# Columns that name a representative by value, without a foreign key, and what becomes of them in a merge.
BY_VALUE = {
    ("import_row", "candidate_id"): "follows",
    ("event", "thing_id"): "what was done to the loser was done to him; his address leads to the keeper",
    ("import_change", "thing_id"): "the row that the import made or changed; an undo finds it merged and leaves it",
    ("merge_change", "thing_id"): "the row that the merge changed",
    ("claim", "thing_id"): "what somebody asked for stays in the register as it was asked",
    ("tombstone", "thing_id"): "whoever was erased is merged with nobody",
    ("attachment", "thing_id"): "files belong to contacts and cases, which follow",
}
SPEAKING_NAMES = {"thing_id", "candidate_id", "representative_id", "person_id"}


@pytest.fixture
def keeper(make):
    """周桂芳, in the library of her town."""
    person = make(Representative, name="周桂芳", phone="15400000001", unit_title="种粮大户")
    make(Membership, representative_id=person.id)
    return person


@pytest.fixture
def loser(make):
    """The same woman under a slip of the pen."""
    told = {"phone": "15400000002", "birth": "1974-09", "unit_title": "农户"}
    return make(Representative, name="周桂方", **told)


def library(code):
    """The id of a library."""
    return first(Library, code=code).id


def snapshot(db):
    """Every row of every table, but for the log, versions and what tells of the merge itself."""
    db.session.flush()
    told = {"event", "merge", "merge_change"}
    return {
        table.name: sorted(
            (tuple((k, str(v)) for k, v in row._mapping.items() if k != "version") for row in
             db.session.execute(select(table))),
        )
        for table in Base.metadata.sorted_tables if table.name not in told
    }  # fmt: skip


def test_every_reference_to_a_representative_has_been_thought_about():
    unknown = [key for key in foreign_keys() if key not in REFERENCES]
    assert not unknown, f"declare_reference() what becomes of {unknown} when two representatives are merged"
    gone = [key for key in REFERENCES if key[1] not in Base.metadata.tables[key[0]].c]
    assert not gone, f"{gone} is no column any more"


def test_references_by_value_have_been_thought_about_too():
    found = {
        (table.name, column.name) for table in Base.metadata.sorted_tables for column in table.c
        if column.name in SPEAKING_NAMES and not column.foreign_keys
    }  # fmt: skip
    assert found == set(BY_VALUE), "say in BY_VALUE what becomes of it, and declare_reference() what follows"


def test_everything_follows_the_keeper(db, make, people, keeper, loser):
    contact = make(Contact, representative_id=loser.id)
    case = make(Case, contact_id=contact.id)
    pairing = make(Pairing, representative_id=loser.id)
    place = make(Membership, representative_id=loser.id, library_id=library("M10"))
    batch = make(ImportBatch, kind="representatives", file_name="a.xlsx", sha256="0", imported_at=clock.now(),
                 imported_by="刘芸")  # fmt: skip
    row = make(WaitingRow, batch_id=batch.id, sheet="1", row_number=2, column="", code="PHONE_CONFLICT", sentence="",
               outcome="review", cells={}, fingerprint="x", candidate_id=loser.id)  # fmt: skip
    had = {"1 条联系记录", "1 件诉求", "1 条入库记录", "1 对结对", "1 行待核记录"}
    assert set(belongings(loser)) == had
    merge(loser, keeper, people.office.actor)
    followed = (contact.representative_id, case.representative_id, pairing.representative_id, place.representative_id)
    assert followed == (keeper.id,) * 4
    assert row.candidate_id == keeper.id
    assert belongings(loser) == []
    assert (loser.merged_into_id, loser.left_on) == (keeper.id, clock.today())
    event = db.session.scalars(select(Event).where(Event.verb == "representative.merge")).one()
    assert (event.thing, event.thing_id) == ("representative", keeper.id)
    assert event.changes["并入"] == [None, "周桂方（154****0002）"]


def test_the_values_stay_that_were_chosen(people, keeper, loser):
    merge(loser, keeper, people.office.actor, {"phone": "loser", "unit_title": "keeper"})
    assert (keeper.name, keeper.phone, keeper.phone_tail) == ("周桂芳", "15400000002", "0002")
    assert (keeper.birth, keeper.unit_title) == ("1974-09", "种粮大户")  # the loser fills a blank


def test_the_keeper_may_take_the_losers_name_and_number(people, keeper, loser):
    merge(loser, keeper, people.office.actor, {"name": "loser", "phone": "loser"})
    assert (keeper.name, keeper.phone, keeper.pinyin) == ("周桂方", "15400000002", "zhouguifang")


def test_of_two_places_in_one_library_one_stays(make, people, keeper, loser):
    mine = keeper.memberships[0]
    theirs = make(Membership, representative_id=loser.id, library_id=mine.library_id, entered_on=date(2023, 5, 1))
    merge(loser, keeper, people.office.actor)
    assert (mine.entered_on, mine.ended_on) == (date(2023, 5, 1), None)
    assert (theirs.representative_id, theirs.ended_on) == (loser.id, clock.today())


def test_a_library_that_the_loser_had_left_is_not_joined_again(make, people, keeper, loser):
    place = make(Membership, representative_id=loser.id, library_id=library("M10"))
    loser.left_on, loser.left_reason = date(2024, 6, 1), "工作调动"
    merge(loser, keeper, people.office.actor)
    assert (place.representative_id, place.ended_on) == (keeper.id, date(2024, 6, 1))
    assert loser.left_reason == "工作调动"


def test_each_book_goes_on_saying_what_it_said(make, people, keeper, loser):
    mine = keeper.memberships[0]
    place = make(Membership, representative_id=loser.id, library_id=library("M10"), differing={"unit_title": "合作社"})
    merge(loser, keeper, people.office.actor, {"unit_title": "loser"})
    said = {"name": "周桂方", "phone": "15400000002", "unit_title": "合作社"}
    assert {key: place.differing[key] for key in said} == said
    assert mine.differing["unit_title"] == "种粮大户"


def test_a_row_that_names_the_loser_means_the_keeper(people, keeper, loser):
    merge(loser, keeper, people.office.actor)
    known = known_people()
    assert known.by_identity["周桂方", "15400000002"].id == keeper.id
    assert len({person.id for person in known.by_identity.values()}) == 1
    assert [one.id for one in known_as("周桂方", "15400000002", None, None)] == [keeper.id]


def test_a_ledger_that_names_the_loser_means_the_keeper(db, people, keeper, loser):
    merge(loser, keeper, people.office.actor, {"phone": "loser"})
    found = {(row.name, row.phone): (row.id, row.left_on) for row in db.session.execute(identities())}
    assert found == {("周桂芳", "15400000002"): (keeper.id, None), ("周桂方", "15400000002"): (keeper.id, None)}


def test_a_page_from_before_still_records_with_the_keeper(people, keeper, loser):
    member = people.member
    merge(loser, keeper, people.office.actor)
    assert [one.id for one in people_chosen(member.actor, member.member, [loser.id, keeper.id])] == [keeper.id]


def test_a_mark_stands_in_no_list_and_its_address_leads_to_the_keeper(db, people, keeper, loser):
    merge(loser, keeper, people.office.actor)
    actor = people.office.actor
    for status in ("", "left", "all"):
        rows = db.session.execute(representative_list(actor, {"status": status})).all()
        assert loser.id not in [row.id for row in rows]
    assert representative_for(actor, loser.id) is None
    assert representative_or_keeper_for(actor, loser.id).id == keeper.id


def test_who_was_merged_before_leads_to_the_last_keeper(make, people, keeper, loser):
    other = make(Representative, name="周贵芳")
    merge(other, loser, people.office.actor)
    merge(loser, keeper, people.office.actor)
    assert other.merged_into_id == keeper.id


def test_who_was_settled_as_two_is_not_merged(people, keeper, loser):
    settle_as_two(keeper, loser, people.office.actor)
    with pytest.raises(Refused, match="不是同一人"):
        merge(loser, keeper, people.office.actor)


def test_who_has_left_is_not_the_one_that_stays(people, keeper, loser):
    keeper.left_on = date(2024, 6, 1)
    with pytest.raises(Refused, match="在库的那一位"):
        merge(loser, keeper, people.office.actor)


def test_nobody_is_merged_with_himself_nor_twice(make, people, keeper, loser):
    with pytest.raises(Refused, match="同一位代表"):
        merge(keeper, keeper, people.office.actor)
    merge(loser, keeper, people.office.actor)
    with pytest.raises(Refused, match="并入别人"):
        merge(loser, make(Representative), people.office.actor)


def test_two_whom_members_keep_are_not_merged(make, people, keeper, loser):
    plan = make(Plan)
    make(Pairing, plan_id=plan.id, representative_id=keeper.id, member_id=make(Member, name="陈立平").id)
    make(Pairing, plan_id=plan.id, representative_id=loser.id, member_id=make(Member, name="吴晓梅").id)
    with pytest.raises(Refused, match="周桂芳由陈立平委员联系，周桂方由吴晓梅委员联系"):
        merge(loser, keeper, people.office.actor)


def test_somebody_who_was_changed_meanwhile_is_looked_at_again(people, keeper, loser):
    with pytest.raises(Refused, match="别人刚刚改过"):
        merge(loser, keeper, people.office.actor, versions=(loser.version, keeper.version + 1))


def test_a_merge_taken_back_leaves_everything_as_it_was(db, make, people, keeper, loser):
    contact = make(Contact, representative_id=loser.id)
    make(Case, contact_id=contact.id)
    make(Pairing, representative_id=loser.id)
    make(Membership, representative_id=loser.id, library_id=library("M10"), differing={"unit_title": "合作社"})
    make(Membership, representative_id=loser.id, entered_on=date(2023, 5, 1))
    other = make(Representative, name="周贵芳")
    settle_as_two(loser, other, people.office.actor)
    before = snapshot(db)
    one = merge(loser, keeper, people.office.actor, {"name": "loser", "phone": "loser", "unit_title": "loser"})
    assert snapshot(db) != before
    assert not parting(one).kept
    take_back_merge(one, people.office.actor)
    assert snapshot(db) == before
    assert one.taken_back_by == "刘芸"


def test_what_was_changed_since_stays_and_is_named(db, make, people, keeper, loser):
    one = merge(loser, keeper, people.office.actor, {"phone": "loser", "unit_title": "loser"})
    keeper.phone = "15400000009"
    db.session.flush()
    found = parting(one)
    assert ("代表 周桂芳（154****0009）", "之后有人改过：联系电话现在是154****0009") in found.kept
    take_back_merge(one, people.office.actor, found.counts)
    assert (keeper.phone, keeper.unit_title) == ("15400000009", "种粮大户")
    assert (loser.merged_into_id, loser.left_on) == (None, None)


def test_a_row_that_is_gone_is_named(db, make, people, keeper, loser):
    draft = make(Pairing, representative_id=loser.id, is_current=False)
    one = merge(loser, keeper, people.office.actor)
    db.session.delete(draft)
    assert [verdict.sentence for verdict in parting(one).impossible] == ["已经不在了"]


def test_what_a_book_has_said_since_goes_back_with_its_place(db, make, people, keeper, loser):
    place = make(Membership, representative_id=loser.id, library_id=library("M10"))
    one = merge(loser, keeper, people.office.actor)
    place.differing = {**place.differing, "remark": "新写的"}
    take_back_merge(one, people.office.actor)
    assert place.differing == {"remark": "新写的"}
    assert place.representative_id == loser.id


def test_the_later_merge_is_taken_back_first(make, people, keeper, loser):
    early = merge(loser, keeper, people.office.actor)
    late = merge(keeper, make(Representative, name="周贵芳"), people.office.actor)
    with pytest.raises(Refused, match="请先撤销那一次"):
        take_back_merge(early, people.office.actor)
    take_back_merge(late, people.office.actor)
    take_back_merge(early, people.office.actor)
    with pytest.raises(Refused, match="已经撤销过"):
        take_back_merge(early, people.office.actor)


def test_two_are_not_parted_where_somebody_else_has_the_name_and_number(make, people, keeper, loser):
    one = merge(loser, keeper, people.office.actor)
    make(Representative, name="周桂方", phone="15400000002")
    with pytest.raises(Refused, match="同名同电话"):
        take_back_merge(one, people.office.actor)


def test_what_was_seen_is_what_is_taken_back(people, keeper, loser):
    one = merge(loser, keeper, people.office.actor)
    with pytest.raises(Refused, match="请再看一遍"):
        take_back_merge(one, people.office.actor, {"restored": 99, "kept": 0, "impossible": 0})
    assert one.taken_back_at is None


def test_somebody_new_with_the_losers_number_is_found_to_be_the_keeper(people, keeper, loser):
    actor = people.office.actor
    merge(loser, keeper, actor)
    cells = {key: getattr(loser, key) for key in ("name", "phone", "sector_id", "identity_type_id", "area_id")}
    with pytest.raises(Refused, match="和周桂芳") as refused:
        add_representative(first(Library, code="M10"), actor, **cells)
    assert "is_another" in refused.value.fields
