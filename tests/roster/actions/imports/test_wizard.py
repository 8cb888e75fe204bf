"""From upload to result: a file is handed in, settled, read, mended and written by the same engine as a command."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from liaison.core import clock
from liaison.core.errors import FileRefused, Refused
from liaison.orgs.models import IdentityType
from liaison.roster.actions import imports
from liaison.roster.actions.imports.marked import marked_upload
from liaison.roster.actions.imports.uploads import path_of
from liaison.roster.models import (
    HeaderMapping,
    ImportBatch,
    ImportChange,
    ImportRow,
    Membership,
    Representative,
    WaitingRow,
)
from tests.factories import first

pytestmark = pytest.mark.sqlite  # its rows are written by the engine, which PostgreSQL sees in test_engine

HEADINGS = ("姓名", "性别", "界别", "身份特征类型", "所在区镇", "手机号", "备注")
KEYS = ("name", "gender", "sector_id", "identity_type_id", "area_id", "phone", "remark")


def row(name="王芳", phone="15400001111", **given):
    """A row of a book."""
    cells = {"gender": "女", "sector": "农业界", "type": "种粮大户", "town": "曲塘镇", "remark": None} | given
    return (name, cells["gender"], cells["sector"], cells["type"], cells["town"], phone, cells["remark"])


def book(*rows, headings=HEADINGS):
    """The bytes of a workbook."""
    workbook, stream = Workbook(), io.BytesIO()
    for cells in (headings, *rows):
        workbook.active.append(cells)
    workbook.save(stream)
    return stream.getvalue()


@pytest.fixture
def hand_in(db, people, tmp_path):
    """hand_in(*rows, by=…): a small book of Z06, handed in, settled as guessed, and read."""

    def read(*rows, by=None, name="Z06_名单.xlsx", headings=HEADINGS, mapping=None, kind="representatives", **settled):
        actor = by or people.office.actor
        batch = imports.open_import(kind, name, book(*rows, headings=headings), actor, tmp_path)
        mapping = mapping or dict(zip(HEADINGS, KEYS, strict=True))
        imports.settle_columns(batch, actor, mapping=mapping, **settled)
        return imports.read_import(batch, tmp_path, actor)

    return read


def rows_of(db, batch):
    """The stored rows of a file, by what they are called."""
    db.session.flush()
    db.session.expire_all()
    return {one.label: one for one in db.session.scalars(select(ImportRow).filter_by(batch_id=batch.id))}


def count(db, model):
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model))


def outcomes(batch):
    """The counts that are not naught."""
    return {key: number for key, number in batch.counts.items() if number}


def test_a_file_is_looked_at_and_nothing_is_written(db, hand_in, people):
    batch = hand_in(row(), row("孙志强", "1540"))
    assert (batch.state, outcomes(batch)) == ("checking", {"created": 1, "rejected": 1, "memberships": 1})
    assert batch.library.code == "Z06"
    assert (count(db, Representative), count(db, WaitingRow)) == (0, 0)
    rows = rows_of(db, batch)
    assert rows["孙志强"].faults[0]["code"] == "PHONE_SHORT"


def test_what_was_seen_is_what_is_written(db, hand_in, people):
    batch = hand_in(row(), row("孙志强", "1540"))
    seen = dict(batch.counts)
    imports.write_import(batch, people.office.actor, seen)
    assert (batch.state, batch.counts) == ("written", seen)
    assert (count(db, Representative), count(db, Membership), count(db, WaitingRow)) == (1, 1, 1)
    units = set(db.session.scalars(select(ImportChange.unit).filter_by(batch_id=batch.id)))
    person, waiting = db.session.scalar(select(Representative.id)), db.session.scalar(select(WaitingRow.id))
    assert units == {f"representative:{person}", f"waiting_row:{waiting}"}
    with pytest.raises(Refused):
        imports.write_import(batch, people.office.actor, seen)


def test_it_is_read_any_number_of_times(db, hand_in, people, tmp_path):
    batch = hand_in(row(), row("孙志强", "15400002222"))
    before = dict(batch.counts), len(rows_of(db, batch))
    imports.read_import(batch, tmp_path, people.office.actor)
    assert (batch.counts, len(rows_of(db, batch))) == before


def test_cells_are_mended_and_rows_left_out(db, hand_in, people):
    actor = people.office.actor
    batch = hand_in(row(), row("孙志强", "1540"), row("李秀兰", "15400003333"))
    rows = rows_of(db, batch)
    imports.mend(batch, {rows["孙志强"].id: {"phone": "15400002222"}}, actor)
    imports.skip(batch, [rows["李秀兰"].id], actor)
    imports.stage_again(batch, actor)
    assert outcomes(batch) == {"created": 2, "memberships": 2, "skipped": 1}
    assert rows_of(db, batch)["李秀兰"].is_skipped
    imports.skip(batch, [rows["李秀兰"].id], actor, is_skipped=False)
    assert outcomes(imports.stage_again(batch, actor)) == {"created": 3, "memberships": 3}
    imports.write_import(batch, actor, batch.counts)
    phones = set(db.session.scalars(select(Representative.phone)))
    assert phones == {"15400001111", "15400002222", "15400003333"}


def test_a_cell_of_no_column_is_refused(db, hand_in, people):
    batch = hand_in(row())
    with pytest.raises(Refused):
        imports.mend(batch, {rows_of(db, batch)["王芳"].id: {"password": "x"}}, people.office.actor)
    with pytest.raises(Refused):
        imports.skip(batch, [999_999], people.office.actor)


def test_an_unknown_word_is_listed_once_and_mapped_for_the_whole_file(db, hand_in, people):
    batch = hand_in(row(type="种粮大佬"), row("孙志强", "15400002222", type="种粮大佬"), row("李兰", "15400003333"))
    (word,) = imports.unknown_words(batch)
    assert (word.key, word.word, word.suggestion) == ("identity_type_id", "种粮大佬", "种粮大户")
    assert [number for _sheet, number in word.rows] == [2, 3]
    others = {one.name for one in db.session.scalars(select(IdentityType)) if one.sector.name != "农业界"}
    assert not others & set(word.choices)
    imports.map_words(batch, {"identity_type_id": {"种粮大佬": "种粮大户"}}, people.office.actor)
    imports.stage_again(batch, people.office.actor)
    assert imports.unknown_words(batch) == []
    assert outcomes(batch) == {"created": 3, "memberships": 3}
    assert first(IdentityType, name="种粮大户").aliases.find("种粮大佬") == -1


def test_the_office_may_have_a_word_remembered(db, hand_in, people):
    batch = hand_in(row(type="种粮大佬"))
    words = {"identity_type_id": {"种粮大佬": "种粮大户"}}
    with pytest.raises(Refused):
        imports.map_words(batch, words, people.clerk.actor, is_remembered=True)
    imports.map_words(batch, words, people.office.actor, is_remembered=True)
    assert "种粮大佬" in first(IdentityType, name="种粮大户").aliases
    assert outcomes(hand_in(row(type="种粮大佬"))) == {"created": 1, "memberships": 1}


def written(db, hand_in, people, *rows, **given):
    """A small book that went in."""
    batch = hand_in(*rows, **given)
    imports.write_import(batch, people.office.actor, batch.counts)
    db.session.flush()
    return batch


def choose(db, batch, people, label, choice):
    """Decide a doubtful row and look again."""
    imports.choose(batch, rows_of(db, batch)[label].id, choice, people.office.actor)
    imports.stage_again(batch, people.office.actor)


def test_a_doubtful_row_may_be_another_person(db, hand_in, people):
    written(db, hand_in, people, row())
    batch = hand_in(row("王方"))
    assert outcomes(batch) == {"review": 1}
    assert rows_of(db, batch)["王方"].candidate_id == db.session.scalar(select(Representative.id))
    choose(db, batch, people, "王方", "another")
    assert outcomes(batch) == {"created": 1, "memberships": 1}
    imports.write_import(batch, people.office.actor, batch.counts)
    assert count(db, Representative) == 2
    remembered = db.session.scalars(select(WaitingRow)).one()
    assert (remembered.decision, remembered.decided_by, remembered.code) == ("another", "刘芸", "PHONE_CONFLICT")


def test_a_doubtful_row_may_be_the_same_person_and_is_known_from_then_on(db, hand_in, people):
    written(db, hand_in, people, row())
    batch = hand_in(row("王方", remark="班长"))
    choose(db, batch, people, "王方", "same")
    assert outcomes(batch) == {"updated": 1}
    imports.write_import(batch, people.office.actor, batch.counts)
    person = db.session.scalars(select(Representative)).one()
    assert (person.name, person.remark) == ("王芳", "班长")
    assert outcomes(hand_in(row("王方", remark="班长"))) == {"unchanged": 1}


def test_a_changed_number_becomes_his_when_so_chosen(db, hand_in, people):
    heads = (*HEADINGS, "出生年月")
    mapping = dict(zip(heads, (*KEYS, "birth"), strict=True))
    written(db, hand_in, people, (*row(), "1974-09"), headings=heads, mapping=mapping)
    batch = hand_in((*row(phone="15400009999"), "1974-09"), headings=heads, mapping=mapping)
    assert rows_of(db, batch)["王芳"].faults[0]["code"] == "PHONE_CHANGED"
    choose(db, batch, people, "王芳", "same")
    assert rows_of(db, batch)["王芳"].changes["phone"] == ["154****1111", "154****9999"]
    imports.write_import(batch, people.office.actor, batch.counts)
    assert db.session.scalars(select(Representative.phone)).one() == "15400009999"
    change = db.session.scalars(select(ImportChange).filter_by(batch_id=batch.id, thing="representative")).one()
    assert change.before == {"phone": "15400001111"}
    old_number = hand_in((*row(), "1974-09"), headings=heads, mapping=mapping, name="M10.xlsx")
    assert outcomes(old_number) == {"unchanged": 1, "memberships": 1}


def test_a_decision_that_does_not_fit_is_refused(db, hand_in, people):
    batch = hand_in(row(), row("孙志强", "1540"))
    with pytest.raises(Refused):
        imports.choose(batch, rows_of(db, batch)["孙志强"].id, "same", people.office.actor)


@pytest.mark.parametrize(
    ("policy", "remark", "gender"),
    [("overwrite", "班长", "男"), ("fill", "班长", "女"), ("leave", None, "女")],
)
def test_a_policy_says_what_may_be_overwritten(db, hand_in, people, policy, remark, gender):
    written(db, hand_in, people, row())
    batch = hand_in(row(remark="班长", gender="男"), policies={"remark": policy, "gender": policy})
    imports.write_import(batch, people.office.actor, batch.counts)
    person = db.session.scalars(select(Representative)).one()
    assert (person.remark, person.gender) == (remark, gender)
    again = hand_in(row(remark="班长", gender="男"))
    assert outcomes(again) == ({"unchanged": 1} if policy == "overwrite" else {"updated": 1})


def test_a_clerk_brings_in_only_people_of_his_town(db, hand_in, people):
    actor = people.clerk.actor
    batch = hand_in(row(), row("孙志强", "15400002222", town="李堡镇"), by=actor, name="M10_名单.xlsx")
    assert outcomes(batch) == {"created": 1, "rejected": 1, "memberships": 1, "foreign": 1}
    fault = rows_of(db, batch)["孙志强"].faults[0]
    assert fault["code"] == "OTHER_TOWN"
    assert fault["sentence"] == "这一行是李堡镇的，由李堡镇政协工委导入；您导入的是曲塘镇的人"
    imports.write_import(batch, actor, batch.counts)
    assert (count(db, Representative), count(db, WaitingRow)) == (1, 0)


def test_a_clerk_changes_nobody_of_another_town(db, hand_in, people):
    written(db, hand_in, people, row(town="李堡镇"), name="M10_名单.xlsx")
    batch = hand_in(row(), row("王方"), by=people.clerk.actor, name="M10_名单.xlsx")
    assert outcomes(batch) == {"rejected": 2, "foreign": 2}
    assert {one.faults[0]["code"] for one in rows_of(db, batch).values()} == {"OTHER_TOWN"}


def test_a_keeper_brings_in_only_his_own_library(hand_in, people):
    actor = people.librarian.actor
    assert hand_in(row(), by=actor, name="名单.xlsx").library.code == "M10"
    assert hand_in(row(), by=actor, name="Z06_名单.xlsx").state == "refused"


def test_a_masked_number_changes_nothing(db, hand_in, people):
    written(db, hand_in, people, row())
    batch = hand_in(row(phone="154****1111", remark="班长"))
    assert rows_of(db, batch)["王芳"].faults[0]["code"] == "PHONE_MASKED"


def test_the_same_bytes_again_are_said(db, hand_in, people, tmp_path):
    content, actor = book(row()), people.office.actor
    for is_known in (False, True):
        batch = imports.open_import("representatives", "Z06.xlsx", content, actor, tmp_path)
        assert ("SAME_FILE" in batch.warnings) is is_known
        imports.settle_columns(batch, actor, mapping=dict(zip(HEADINGS, KEYS, strict=True)))
        imports.read_import(batch, tmp_path, actor)
        imports.write_import(batch, actor, batch.counts)


def test_of_a_corrected_error_workbook_only_the_open_rows_are_read(db, hand_in, people, tmp_path):
    actor = people.office.actor
    before = written(db, hand_in, people, row(), row("孙志强", "1540"))
    batch = imports.open_import(
        "representatives", "Z06.xlsx", book(row(), row("孙志强", "15400002222")), actor, tmp_path
    )
    batch.plan = {**batch.plan, "follows": before.id}
    imports.settle_columns(batch, actor, mapping=dict(zip(HEADINGS, KEYS, strict=True)))
    imports.read_import(batch, tmp_path, actor)
    assert list(rows_of(db, batch)) == ["孙志强"]
    assert batch.warnings["DONE_ROWS"] == "有 1 行上次已经导入，这次不再读"


def test_words_mapped_before_count_for_the_corrected_error_workbook(db, hand_in, people, tmp_path):
    actor, clumsy = people.office.actor, {"type": "个体户老板"}
    before = hand_in(row("王芳", **clumsy), row("孙志强", "1540", **clumsy))
    imports.map_words(before, {"identity_type_id": {"个体户老板": "种粮大户"}}, actor)
    imports.stage_again(before, actor)
    imports.write_import(before, actor, before.counts)
    errors, stream = load_workbook(io.BytesIO(marked_upload(before, tmp_path))), io.BytesIO()
    [wrong] = [cell for cells in errors.active.iter_rows() for cell in cells if cell.value == "1540"]
    wrong.value = "15400002222"
    errors.save(stream)
    again = imports.open_import("representatives", "Z06.xlsx", stream.getvalue(), actor, tmp_path)
    assert again.plan["words"] == before.plan["words"]
    imports.settle_and_read(again, tmp_path, actor, mapping=dict(zip(HEADINGS, KEYS, strict=True)))
    assert outcomes(again) == {"created": 1, "memberships": 1}
    assert imports.unknown_words(again) == []


def test_a_word_that_is_like_none_is_given_no_suggestion(hand_in):
    told = {one.word: one.suggestion for one in imports.unknown_words(hand_in(
        row(town="火星镇"), row("孙志强", "15400002222", town="曲塘鎮"), row("李强", "15400003333", type="种粮的大户"),
    ))}  # fmt: skip
    assert told == {"火星镇": "", "曲塘鎮": "曲塘镇", "种粮的大户": "种粮大户"}


def test_headings_are_remembered_whatever_their_order(db, people, tmp_path):
    actor = people.office.actor
    strange = {"属地": "area_id", "姓名": "name", "手机号": "phone", "身份特征类型": "identity_type_id", "生肖": ""}
    content = book(("曲塘镇", "王芳", "15400001111", "种粮大户", "虎"), headings=tuple(strange))
    batch = imports.open_import("representatives", "M10.xlsx", content, actor, tmp_path)
    assert batch.plan["remembered"] is None
    imports.settle_columns(batch, actor, mapping=strange)
    other_order = ("生肖", "身份特征类型", "手机号", "姓名", "属地")
    turned = book(("虎", "种粮大户", "15400001111", "王芳", "曲塘镇"), headings=other_order)
    again = imports.open_import("representatives", "M10.xlsx", turned, actor, tmp_path)
    assert (again.plan["mapping"], again.plan["remembered"]["by"]) == (strange, "刘芸")
    assert count(db, HeaderMapping) == 1
    imports.settle_and_read(again, tmp_path, actor, mapping=strange)
    assert outcomes(again) == {"created": 1, "memberships": 1}
    assert "生肖" not in str([one.cells for one in rows_of(db, again).values()])


@pytest.mark.parametrize(
    ("mapping", "field"),
    [({"姓名": "name", "手机号": "name"}, "手机号"), ({"姓名": "name"}, "phone"), ({"姓名": "nonsense"}, "姓名")],
)
def test_a_plan_that_cannot_work_is_refused_beside_its_field(people, tmp_path, mapping, field):
    batch = imports.open_import("representatives", "Z06.xlsx", book(row()), people.office.actor, tmp_path)
    with pytest.raises(Refused) as refused:
        imports.settle_columns(batch, people.office.actor, mapping=mapping)
    assert field in refused.value.fields
    assert batch.state == "mapping"


def test_nothing_is_written_when_things_have_changed_meanwhile(db, hand_in, people):
    one, other = hand_in(row()), hand_in(row())
    imports.write_import(other, people.office.actor, other.counts)
    imports.write_import(one, people.office.actor, dict(one.counts))
    assert (one.state, outcomes(one)) == ("checking", {"unchanged": 1})
    assert one.warnings["CHANGED_MEANWHILE"] == "资料刚刚有变化，请再看一遍"
    assert count(db, Representative) == 1
    imports.write_import(one, people.office.actor, one.counts)
    assert (one.state, "CHANGED_MEANWHILE" in one.warnings) == ("written", False)


def test_a_file_that_cannot_be_read_is_not_kept(db, people, tmp_path):
    with pytest.raises(FileRefused):
        imports.open_import("representatives", "Z06.xlsx", b"no workbook", people.office.actor, tmp_path)
    assert (count(db, ImportBatch), list(tmp_path.rglob("*"))) == (0, [])


def test_the_file_lies_where_nobody_else_can_read_it_and_goes_with_the_batch(db, people, tmp_path):
    actor = people.office.actor
    batch = imports.open_import("representatives", "../../Z06.xlsx", book(row()), actor, tmp_path)
    path = path_of(batch.stored_as, tmp_path)
    assert (batch.file_name, path.stat().st_mode & 0o777) == ("Z06.xlsx", 0o600)
    imports.drop_import(batch, actor, tmp_path)
    db.session.commit()
    assert (batch.state, path.exists()) == ("dropped", False)


def test_a_rollback_takes_the_file_along(db, people, tmp_path):
    batch = imports.open_import("representatives", "Z06.xlsx", book(row()), people.office.actor, tmp_path)
    path = path_of(batch.stored_as, tmp_path)
    db.session.rollback()
    assert not path.exists()


def test_after_a_day_files_and_unwritten_rows_are_deleted(db, hand_in, people, tmp_path):
    kept = written(db, hand_in, people, row())
    left = hand_in(row("孙志强", "15400002222"))
    db.session.commit()
    imports.clear_uploads(tmp_path, clock.now() + timedelta(hours=23))
    assert left.state == "checking"
    imports.clear_uploads(tmp_path, clock.now() + timedelta(hours=25))
    db.session.commit()
    assert (left.state, kept.state) == ("dropped", "written")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert (len(rows_of(db, left)), len(rows_of(db, kept))) == (0, 1)
    with pytest.raises(FileRefused):
        imports.upload_of(kept, tmp_path)


def test_a_row_that_would_do_something_else_is_shown_again(db, hand_in, people):
    actor = people.office.actor
    first = hand_in(row())
    imports.write_import(first, actor, first.counts)
    second = hand_in(row(remark="甲"))
    assert outcomes(second) == {"updated": 1}
    db.session.scalars(select(Representative)).one().remark = "乙"
    assert imports.write_import(second, actor, dict(second.counts)).state == "checking"
    assert "CHANGED_MEANWHILE" in second.warnings and rows_of(db, second)["王芳"].changes == {"remark": ["乙", "甲"]}
    assert imports.write_import(second, actor, second.counts).state == "written"


def test_headings_matched_anew_keep_what_was_mended(db, hand_in, people, tmp_path):
    actor = people.office.actor
    batch = hand_in(row(), row("李强", phone="1540000"), row("赵六", phone="15400003333"))
    rows = rows_of(db, batch)
    imports.mend(batch, {rows["李强"].id: {"phone": "15400002222"}}, actor)
    imports.skip(batch, [rows["赵六"].id], actor)
    imports.settle_columns(batch, actor, mapping=dict(zip(HEADINGS, KEYS, strict=True)) | {HEADINGS[-1]: ""})
    imports.read_import(batch, tmp_path, actor)
    rows = rows_of(db, batch)
    assert (rows["李强"].outcome, rows["李强"].edits) == ("created", {"phone": "15400002222"})
    assert rows["赵六"].is_skipped and batch.counts["skipped"] == 1 and batch.counts["created"] == 2
