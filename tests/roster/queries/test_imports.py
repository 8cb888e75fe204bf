"""Who sees which file on its way in; its rows by tab, its groups of faults, the cells that a page mended."""

from liaison.core import clock
from liaison.roster.models import ImportBatch, ImportRow, Representative
from liaison.roster.queries import imports as reading


def fault(code, key="phone", sentence="请填 11 位手机号"):
    """One fault as a batch keeps it."""
    return {"key": key, "column": "联系电话", "code": code, "sentence": sentence}


def batch_of(make, user=None, **values):
    """A file that is looked at."""
    return make(ImportBatch, **{
        "kind": "representatives", "file_name": "曲塘.xlsx", "sha256": "0" * 64, "imported_at": clock.now(),
        "imported_by": "王敏", "state": "checking", "user_id": user.id if user else None, **values,
    })  # fmt: skip


def row_of(make, batch, number, outcome, **values):
    """One row of it."""
    return make(ImportRow, batch_id=batch.id, sheet="Sheet1", number=number, cells={"name": "周桂芳"},
                outcome=outcome, **values)  # fmt: skip


def mixed(make):
    """A file with a row of each sort."""
    batch, person = batch_of(make), make(Representative)
    row_of(make, batch, 2, "created")
    row_of(make, batch, 3, "updated", changes={"party": ["群众", "中共党员"]})
    row_of(make, batch, 4, "unchanged")
    row_of(make, batch, 5, "rejected", faults=[fault("PHONE_SHORT")])
    row_of(make, batch, 6, "rejected", faults=[fault("PHONE_SHORT", sentence="只有 10 位")])
    row_of(make, batch, 7, "review", faults=[fault("TYPE_UNKNOWN", "identity_type_id", "清单里没有")])
    row_of(make, batch, 8, "review", faults=[fault("PHONE_CONFLICT")], candidate_id=person.id)
    row_of(make, batch, 9, "duplicate", faults=[fault("DUPLICATE", "name")])
    row_of(make, batch, 10, "rejected", faults=[fault("OTHER_TOWN", "area_id", "李堡镇的")])
    row_of(make, batch, 11, "", is_skipped=True)
    row_of(make, batch, 12, "review", faults=[fault("PHONE_CHANGED")])
    return batch


def numbers(db, batch, tab, code=""):
    """The row numbers under a tab."""
    return [row.number for row in db.session.execute(reading.import_rows(batch, tab, code))]


def test_every_row_stands_under_its_tab_and_the_counts_agree(db, make):
    batch = mixed(make)
    expected = {
        "": [5, 6, 7, 8, 9, 12], "wrong": [5, 6, 7], "doubtful": [8, 9, 12], "created": [2], "updated": [3],
        "unchanged": [4], "foreign": [10], "skipped": [11], "all": list(range(2, 13)),
    }  # fmt: skip
    assert {tab: numbers(db, batch, tab) for tab in reading.TABS} == expected
    assert reading.tab_counts(batch) == {tab: len(rows) for tab, rows in expected.items()}
    assert numbers(db, batch, "no such tab") == expected[""]
    assert numbers(db, batch, "wrong", "PHONE_SHORT") == [5, 6]


def test_a_skipped_row_is_only_skipped(db, make):
    batch = batch_of(make)
    row_of(make, batch, 2, "rejected", faults=[fault("PHONE_SHORT")], is_skipped=True)
    row_of(make, batch, 3, "created", is_skipped=True)
    assert {tab for tab, number in reading.tab_counts(batch).items() if number} == {"skipped", "all"}
    assert numbers(db, batch, "") == numbers(db, batch, "created") == []


def test_groups_of_faults_count_each_wrong_row_once(db, make):
    groups = reading.fault_groups(mixed(make))
    assert [(group.code, group.rows) for group in groups] == [("PHONE_SHORT", 2), ("TYPE_UNKNOWN", 1)]
    assert groups[1].title == "清单里没有"
    assert groups[0].title.startswith("联系电话：")


def test_files_are_seen_by_whoever_handed_them_in_his_organisation_and_the_office(db, make, people):
    batch = batch_of(make, people.clerk.user)
    colleague = people.seat("张三", "clerk", "曲塘镇政协工委")
    for person in (people.clerk, colleague, people.office):
        assert reading.batch_for(person.actor, batch.id) == batch
    for person in (people.other_clerk, people.librarian, people.admin):
        assert reading.batch_for(person.actor, batch.id) is None
    row = row_of(make, batch, 2, "created")
    assert reading.import_row_for(colleague.actor, row.id) == row
    assert reading.import_row_for(people.other_clerk.actor, row.id) is None
    assert reading.batch_for(people.clerk.actor, batch_of(make).id) is None


def test_only_cells_that_differ_from_what_was_shown_count_as_mended(db, make):
    batch, other = batch_of(make), batch_of(make)
    row = make(ImportRow, batch_id=batch.id, sheet="S", number=2, edits={"name": "李四"}, outcome="rejected",
               cells={"name": "张三", "phone": 13800138000, "birth": ["date", "1974-09-01"]})  # fmt: skip
    foreign = row_of(make, other, 2, "rejected")
    sent = {
        row.id: {"name": "李四", "phone": "13800138000 ", "birth": "1974-09", "gender": "", "party": "群众"},
        foreign.id: {"name": "王五"},
    }  # fmt: skip
    assert reading.mended_cells(batch, sent) == {row.id: {"birth": "1974-09", "party": "群众"}}


def test_cells_of_a_file_as_text():
    assert reading.cell_text(None) == ""
    assert reading.cell_text(["error", "ERROR_CELL", "这一格是错误值"]) == ""
    assert reading.cell_text(["date", "1974-09-01"]) == "1974-09-01"
    assert reading.cell_text(5.0) == "5"


def test_words_on_offer_are_plain_names_of_lists(db):
    offered = reading.words_on_offer(["area", "identity_type", "library", "no list", "area"])
    assert set(offered) == {"area", "identity_type", "library"}
    assert "曲塘镇" in offered["area"]
    assert "种粮大户" in offered["identity_type"]
    assert "农业界主信息库" in offered["library"]


def test_whom_a_row_may_mean_is_told_within_sight(db, make, people):
    near = make(Representative)
    far = make(Representative, area_id=people.other_member.member.home_area_id, village_id=None)
    assert set(reading.candidates(people.clerk.actor, [near.id, far.id, None])) == {near.id}
    assert set(reading.candidates(people.office.actor, [near.id, far.id])) == {near.id, far.id}
    assert reading.candidates(people.office.actor, [None]) == {}
