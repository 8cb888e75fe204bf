"""Taking an import back: three buckets, shown before and done after, and taking that back again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.assignment.models import Pairing
from liaison.audit.actions import record
from liaison.audit.models import Event
from liaison.audit.words import COUNTED
from liaison.casework.models import Case, StepRecord
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import Base, transaction
from liaison.core.errors import Refused
from liaison.files.models import Attachment
from liaison.jobs.actions import submit
from liaison.roster.actions import change_representative
from liaison.roster.actions.imports import Noted, note
from liaison.roster.actions.imports.taking_back import take_back, take_back_as_weighed, taking_back, weigh
from liaison.roster.actions.imports.ties import keys_to, tables_by_name
from liaison.roster.models import ImportBatch, Membership, Representative, WaitingRow
from liaison.roster.models.duplicates import SuspectPair
from liaison.roster.models.imports import CHECKING, UNDONE, WRITTEN
from tests.databases import save_elsewhere


@pytest.fixture
def batch(make):
    """A book that was read in."""
    return make_batch(make)


def make_batch(make, **given):
    """A written batch."""
    values = {"kind": "representatives", "file_name": "M10.xlsx", "sha256": "0" * 64, "imported_by": "系统"}
    return make(ImportBatch, **{**values, "imported_at": clock.now(), **given})


def cells_of(row):
    """All that a row holds besides id and version."""
    return {c.name: getattr(row, c.name) for c in row.__table__.c if c.name not in ("id", "version")}


def made(batch, make, model=Representative, unit=None, **given):
    """A row that the batch made."""
    row = make(model, **given)
    unit = unit or f"{model.__tablename__}:{row.id}"
    note(batch, [Noted(unit, str(row), model.__tablename__, row.id, None, cells_of(row))])
    return row


def changed(batch, row, **cells):
    """A row that the batch changed."""
    before = {name: getattr(row, name) for name in cells}
    for name, value in cells.items():
        setattr(row, name, value)
    note(batch, [Noted(f"{row.__tablename__}:{row.id}", str(row), row.__tablename__, row.id, before, cells)])
    return row


def buckets(found):
    """The labels in each bucket."""
    return [[verdict.label for verdict in bucket] for bucket in (found.restored, found.kept, found.impossible)]


def number_of(db, model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_what_was_made_goes_and_what_was_changed_is_as_before(db, make, batch):
    old = make(Representative, name="孙志强", unit_title="村民", entered_on=date(2023, 5, 1))
    changed(batch, old, unit_title="种粮大户", birth="1970-03", left_on=date(2024, 6, 1))
    new = made(batch, make, name="周桂芳")
    made(batch, make, Membership, f"representative:{new.id}", representative_id=new.id)
    found = taking_back(batch)
    assert buckets(found) == [["孙志强", "周桂芳"], [], []]
    assert [verdict.sentence for verdict in found.restored] == ["改回导入以前的内容", "删掉这次导入新增的"]
    assert found.words == "还原 2 人"
    version, one = old.version, new.id
    undo = take_back(batch, SYSTEM)
    assert db.session.get(Representative, one) is None and number_of(db, Membership) == 0
    assert (old.unit_title, old.birth, old.left_on, old.version) == ("村民", None, None, version + 1)
    assert (batch.state, undo.state, undo.undoes_id) == (UNDONE, WRITTEN, batch.id)
    assert undo.counts == {"restored": 2, "kept": 0, "impossible": 0}


def test_each_thing_restored_has_its_event(db, make, batch):
    old = changed(batch, make(Representative, name="孙志强", unit_title="村民"), unit_title="种粮大户")
    new = made(batch, make, name="周桂芳").id
    undo = take_back(batch, SYSTEM)
    events = select(Event.verb, Event.thing, Event.thing_id, Event.label, Event.changes)
    events = db.session.execute(events.where(Event.verb.startswith("import.")).order_by(Event.id)).all()
    assert [(e.verb, e.thing, e.thing_id, e.label) for e in events] == [
        ("import.undo", "import_batch", undo.id, "M10.xlsx"),
        ("import.restore", "representative", old.id, "孙志强"), ("import.restore", "representative", new, "周桂芳"),
    ]  # fmt: skip
    assert events[1].changes["unit_title"] == ["种粮大户", "村民"]


def test_what_somebody_changed_since_stays_and_says_who(db, make, people, batch):
    new, other = made(batch, make, name="周桂芳"), made(batch, make, name="马长林").id
    change_representative(new, people.office.actor, new.version, phone="15499990001", is_another=True)
    found = taking_back(batch)
    assert buckets(found) == [["马长林"], ["周桂芳"], []]
    assert found.words == "还原 1 人，保留 1 人"
    sentence = found.kept[0].sentence
    assert "154****0001" in sentence and "刘芸" in sentence and "15499990001" not in sentence
    undo = take_back(batch, SYSTEM)
    assert db.session.get(Representative, new.id).phone == "15499990001"
    assert db.session.get(Representative, other) is None
    assert undo.plan["kept"] == [["周桂芳", sentence]]


def test_a_column_that_the_import_left_alone_counts_too(make, batch):
    new = made(batch, make, name="周桂芳")
    noted = {name: value for name, value in cells_of(new).items() if value not in (None, "")}
    batch_too = make_batch(make)
    note(batch_too, [Noted(f"representative:{new.id}", "周桂芳", "representative", new.id, None, noted)])
    assert buckets(taking_back(batch_too)) == [["周桂芳"], [], []]
    new.left_on = date(2024, 9, 1)
    found = taking_back(batch_too)
    assert buckets(found) == [[], ["周桂芳"], []]
    assert "离开日期现在是“2024-09-01”" in found.kept[0].sentence


def test_references_are_told_by_number(make, batch):
    new = made(batch, make, name="周桂芳")
    made(batch, make, Membership, f"representative:{new.id}", representative_id=new.id)
    for _ in range(2):
        make(Contact, representative_id=new.id)
    make(Pairing, representative_id=new.id)
    found = taking_back(batch)
    assert buckets(found) == [[], [], ["周桂芳"]]
    assert set(found.impossible[0].sentence.removeprefix("已有 ").split("、")) == {"2 条联系记录", "1 对结对"}
    with pytest.raises(Refused, match="没有可以还原的"):
        take_back(batch, SYSTEM)


def test_what_was_only_found_holds_nothing(db, make, batch):
    other, new = make(Representative), made(batch, make, name="周桂芳").id
    make(SuspectPair, first_id=other.id, second_id=new, points=60)
    assert buckets(taking_back(batch)) == [["周桂芳"], [], []]
    take_back(batch, SYSTEM)
    assert number_of(db, SuspectPair) == 0


def test_a_membership_of_a_later_book_holds_the_person(make, batch):
    new = made(batch, make, name="周桂芳")
    later = make_batch(make, file_name="Z06.xlsx")
    made(later, make, Membership, f"representative:{new.id}", representative_id=new.id)
    assert taking_back(batch).impossible[0].sentence == "已有 1 条入库记录"
    take_back(later, SYSTEM)
    assert buckets(taking_back(batch)) == [["周桂芳"], [], []]


def test_an_attachment_holds_what_it_belongs_to(make, batch):
    contact = made(batch, make, Contact)
    make(Attachment, thing="contact", thing_id=contact.id, name="路口.jpg", stored_as="0" * 32, mime="image/jpeg",
         size=1, sha256="0" * 64, added_at=clock.now())  # fmt: skip
    assert taking_back(batch).impossible[0].sentence == "已有 1 个附件"


def test_records_that_are_only_added_to_stay(make, batch):
    case = make(Case)
    moment = {"acted_at": clock.now(), "acted_on": clock.today(), "actor_name": "", "actor_role": ""}
    made(batch, make, StepRecord, f"case:{case.id}", case_id=case.id, seq=1, step=1, round=1, verb="open", **moment)
    changed(batch, case, state="to_check")
    found = taking_back(batch)
    assert found.impossible[0].sentence == "环节记录只增不改，删不掉"
    assert buckets(found)[:2] == [[], []]


def test_what_cannot_go_keeps_what_it_needs(db, make, batch):
    person, other = made(batch, make, name="周桂芳"), made(batch, make, name="马长林")
    contact = made(batch, make, Contact, representative_id=person.id)
    made(batch, make, Contact, representative_id=other.id)
    case = make(Case, contact_id=contact.id)
    found = taking_back(batch)
    assert {verdict.unit: verdict.sentence for verdict in found.impossible} == {
        f"contact:{contact.id}": "已有 1 件诉求", f"representative:{person.id}": "已有 1 件诉求",
    }  # fmt: skip
    db.session.delete(case)
    contact.talk = "改过"
    db.session.flush()
    found = taking_back(batch)
    assert [verdict.unit for verdict in found.kept] == [f"contact:{contact.id}"]
    assert found.impossible[0].sentence == f"“{contact.number}”没有还原，还要用到它"
    assert len(found.restored) == 2


def test_a_thing_that_is_gone_is_told(db, make, batch):
    new = made(batch, make, name="周桂芳")
    db.session.delete(new)
    db.session.flush()
    assert "已经不在了" in taking_back(batch).kept[0].sentence


def test_the_undo_can_be_undone(db, make, batch):
    old = changed(batch, make(Representative, name="孙志强", unit_title="村民"), unit_title="种粮大户")
    new = made(batch, make, name="周桂芳", entered_on=date(2024, 5, 1))
    joined = made(batch, make, Membership, f"representative:{new.id}", representative_id=new.id, differing={"a": 1})
    before = cells_of(new), cells_of(joined)
    version, ids = new.version, (new.id, joined.id)
    undo = take_back(batch, SYSTEM)
    found = taking_back(undo)
    assert [verdict.sentence for verdict in found.restored] == ["改成导入时的内容", "放回撤销时删掉的"]
    again = take_back(undo, SYSTEM)
    back = db.session.get(Representative, ids[0]), db.session.get(Membership, ids[1])
    assert (cells_of(back[0]), cells_of(back[1])) == before and back[0].version == version + 1
    assert (old.unit_title, undo.state, again.undoes_id) == ("种粮大户", UNDONE, undo.id)
    take_back(again, SYSTEM)
    assert old.unit_title == "村民" and number_of(db, Membership) == 0


def test_the_undo_of_an_undo_leaves_what_was_kept(db, make, people, batch):
    kept, gone = made(batch, make, name="周桂芳"), made(batch, make, name="马长林").id
    kept.unit_title = "改过"
    db.session.flush()
    undo = take_back(batch, SYSTEM)
    assert buckets(taking_back(undo)) == [["马长林"], [], []]
    take_back(undo, SYSTEM)
    assert db.session.get(Representative, kept.id).unit_title == "改过"
    assert db.session.get(Representative, gone).name == "马长林"


def test_what_would_clash_is_not_put_back(make, batch):
    new = made(batch, make, name="周桂芳", phone="15400000077").id
    make(Representative)
    undo = take_back(batch, SYSTEM)
    make(Representative, name="周桂芳", phone="15400000077")
    found = taking_back(undo)
    assert [verdict.unit for verdict in found.impossible] == [f"representative:{new}"]
    assert "现在是别人的" in found.impossible[0].sentence


def test_an_id_that_was_given_out_again_is_not_taken(db, make, batch):
    one = made(batch, make, name="周桂芳").id
    undo = take_back(batch, SYSTEM)
    db.session.expunge_all()
    make(Representative, id=one, name="马长林")
    assert taking_back(db.session.merge(undo)).impossible[0].sentence == "它的位置现在是别的记录的，放不回来"


def test_what_lost_its_owner_is_not_put_back(make, batch):
    first = make_batch(make)
    person = made(first, make, name="周桂芳")
    made(batch, make, Membership, f"representative:{person.id}", representative_id=person.id)
    undo = take_back(batch, SYSTEM)
    take_back(first, SYSTEM)
    assert taking_back(undo).impossible[0].sentence == "要用到的代表已经不在了"


def test_rows_that_wait_go_unless_they_are_decided(db, make, batch):
    cells = {"batch_id": batch.id, "sheet": "Sheet1", "column": "姓名", "code": "NAME_MISSING", "sentence": "请填姓名",
             "outcome": "review", "cells": {}}  # fmt: skip
    waits = made(batch, make, WaitingRow, row_number=7, fingerprint="x", **cells).id
    decided = made(batch, make, WaitingRow, row_number=8, fingerprint="y", **cells)
    decided.decision, decided.decided_by, decided.decided_at = "drop", "刘芸", clock.now()
    db.session.flush()
    found = taking_back(batch)
    assert buckets(found) == [["M10.xlsx 第 7 行"], ["M10.xlsx 第 8 行"], []]
    assert found.words == "还原 1 项，保留 1 项"
    take_back(batch, SYSTEM)
    assert db.session.get(WaitingRow, waits) is None and db.session.get(WaitingRow, decided.id)


def test_a_row_that_waits_is_named_by_its_person(make, batch):
    cells = {"batch_id": batch.id, "sheet": "Sheet1", "column": "姓名", "code": "PHONE_SHORT", "sentence": "电话少一位",
             "outcome": "rejected", "cells": {"name": "周桂芳", "phone": "1391"}}  # fmt: skip
    waits = made(batch, make, WaitingRow, row_number=106, fingerprint="x", **cells)
    assert buckets(taking_back(batch))[0] == [f"周桂芳（{waits}）"]


def test_a_batch_is_taken_back_once_and_only_when_written(make, batch):
    made(batch, make, name="周桂芳")
    take_back(batch, SYSTEM)
    with pytest.raises(Refused, match="撤销过了"):
        take_back(batch, SYSTEM)
    with pytest.raises(Refused, match="还没有写入"):
        take_back(make_batch(make, state=CHECKING), SYSTEM)


def test_what_changed_since_it_was_shown_is_shown_again(db, make, batch):
    new, other = made(batch, make, name="周桂芳"), made(batch, make, name="马长林")
    seen = taking_back(batch).counts
    new.unit_title = "改过"
    db.session.flush()
    with pytest.raises(Refused, match="资料刚刚有变化"):
        take_back(batch, SYSTEM, seen)
    assert db.session.get(Representative, other.id)
    take_back(batch, SYSTEM, taking_back(batch).counts)
    assert batch.state == UNDONE


def test_what_was_weighed_before_counts_only_while_nothing_happens(db, make, people, batch):
    new, other = made(batch, make, name="周桂芳"), made(batch, make, name="马长林").id
    weighed = weigh(batch)
    change_representative(new, people.office.actor, new.version, unit_title="种粮大户")
    assert take_back_as_weighed(batch, SYSTEM, weighed) is None
    assert db.session.get(Representative, other)
    undo = take_back_as_weighed(batch, SYSTEM, weigh(batch))
    assert undo.counts == {"restored": 1, "kept": 1, "impossible": 0}
    assert number_of(db, Representative) == 1 and new.unit_title == "种粮大户"


def test_what_was_weighed_counts_on_while_people_only_come_and_go(db, make, people, batch):
    made(batch, make, name="周桂芳")
    weighed = weigh(batch)
    record("user.sign_in", people.office.user, people.office.actor)
    submit("import.weigh", "算一遍", people.office.actor, "/imports", batch_id=batch.id)
    assert take_back_as_weighed(batch, SYSTEM, weighed).counts["restored"] == 1


def test_others_save_while_it_is_weighed(db, make, batch):
    one = made(batch, make, name="周桂芳")
    one.unit_title = "改过"
    db.session.commit()
    with transaction(write=False):
        weighed = weigh(db.session.get_one(ImportBatch, batch.id))
        save_elsewhere()
    assert weighed.found.counts["kept"] == 1


def test_rows_in_hand_are_read_anew(db, make, batch):
    old = changed(batch, make(Representative, name="孙志强", unit_title="村民"), unit_title="种粮大户")
    assert old.unit_title == "种粮大户"
    take_back(batch, SYSTEM)
    assert old.unit_title == "村民"
    old.unit_title = "再改"
    db.session.flush()


def test_every_table_that_can_hold_a_thing_has_words():
    things = ("representative", "member", "membership", "waiting_row", "plan", "pairing", "contact", "case")
    tables = {key.table.name for thing in things for key in keys_to(Base.metadata.tables[thing])}
    missing = (tables | {table.name for table in tables_by_name()} | set(things)) - set(COUNTED)
    assert not missing, f"add to COUNTED in liaison/audit/words.py: {sorted(missing)}"
