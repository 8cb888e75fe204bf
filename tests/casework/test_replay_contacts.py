"""Letting a past year's ledger in: as it is, once, by nobody in particular."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.audit.models import Event
from liaison.casework.actions import CONTACT_LEDGER
from liaison.casework.models import Case
from liaison.casework.sheets.ledger import LEDGER
from liaison.contacts.actions import new_number
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.counters import next_number
from liaison.core.db import db
from liaison.core.errors import FileRefused
from liaison.core.intake import Given
from liaison.core.sheets import SheetPage, write_book
from liaison.roster.actions.imports.engine import try_out
from liaison.roster.actions.imports.files import take_in_own
from tests.casework.ledgers import MARCH, causes, contact, let_in, outcomes, people, request, the_case
from tests.haian import CONTACTS


@pytest.fixture
def known(db):
    """The people whom the ledgers name."""
    return people()


def the_contact():
    """The only contact there is."""
    return db.session.scalars(select(Contact)).one()


def test_a_contact_keeps_the_ledgers_number_and_day_and_has_no_recorder(known, tmp_path):
    member, person = known
    report = let_in(tmp_path, contact())
    kept = the_contact()
    assert report.counts["created"] == 1
    assert (kept.number, kept.contacted_on, kept.member_id, kept.representative_id) == (
        "LX20240001", MARCH, member.id, person.id,
    )  # fmt: skip
    assert (kept.is_imported, kept.recorded_by, kept.recorder_id) == (True, None, None)
    assert kept.recorded_at == clock.at(MARCH)
    assert db.session.scalars(select(Case)).all() == []


def test_a_request_becomes_a_case_with_all_that_the_row_says(known, tmp_path):
    let_in(tmp_path, request())
    case = the_case()
    assert (case.number, case.original_no, case.kind, case.urgency) == ("2024-0001", "LX20240001", None, "较急")
    assert (case.unit.name, case.committee.name) == ("市住房和城乡建设局", "市政协城建工作组")
    assert [one.organisation.name for one in case.co_units] == ["曲塘镇", "市交通运输局"]
    assert (case.section.name, case.section_name) == ("城建科", "城建科")
    assert case.due_on == case.first_due_on == date(2024, 3, 15)
    assert (case.transferred_on, case.handled_on, case.rated_on) == (
        date(2024, 3, 4), date(2024, 3, 14), date(2024, 3, 18),
    )  # fmt: skip
    assert (case.state, case.rating, case.closed_on) == ("closed", "满意", date(2024, 3, 18))
    assert the_contact().has_request


def test_the_same_file_twice_changes_nothing(known, tmp_path):
    rows = [contact("LX20240002"), request()]
    let_in(tmp_path, *rows)
    events = db.session.query(Event).count()
    assert outcomes(let_in(tmp_path, *rows)) == ["unchanged", "unchanged"]
    assert db.session.query(Event).count() == events


@pytest.mark.parametrize(
    "changed",
    [{"talk": "另一段话"}, {"contacted_on": date(2024, 3, 2)}, {"rating": "不满意"}, {"handled_on": date(2024, 3, 16)},
     {"unit_id": "市交通运输局"}, {"co_unit_ids": "市民政局"}, {"state": "作废"}, {"category_id": "道路破损"}],
)  # fmt: skip
def test_other_content_under_the_same_number_waits_and_rewrites_nothing(known, tmp_path, changed):
    let_in(tmp_path, request())
    report = let_in(tmp_path, request(**changed))
    assert (outcomes(report), causes(report)) == (["review"], ["OTHER_CONTENT"])
    assert outcomes(let_in(tmp_path, request())) == ["unchanged"]


def test_blanks_say_nothing_of_a_row_that_stands(known, tmp_path):
    let_in(tmp_path, request())
    later = request(reply_text=None, rated_on=None, rating=None, section_name=None, co_unit_ids=None)
    assert outcomes(let_in(tmp_path, later)) == ["unchanged"]


def test_history_is_not_refused_for_what_the_ledger_lacks(known, tmp_path):
    bare = {"number": "7", "contacted_on": MARCH, "member_no": "HA15001", "representative": "周桂芳",
            "phone": "15400000001", "text": "请修路。"}  # fmt: skip
    assert outcomes(let_in(tmp_path, bare)) == ["created"]
    case = the_case()
    assert (case.state, case.title, case.committee.name) == ("to_hand_over", "请修路", "曲塘镇政协工委")
    assert (the_contact().channel.name, the_contact().channel.is_active) == ("未写明", False)


@pytest.mark.parametrize(
    ("cells", "outcome", "code"),
    [
        ({"member_no": "HA99999"}, "rejected", "MEMBER_UNKNOWN"),
        ({"member": "吴晓梅"}, "review", "NUMBER_TAKEN"),
        ({"representative": "没有此人"}, "review", "PHONE_CONFLICT"),
        ({"representative": "没有此人", "phone": "15400009999"}, "rejected", "PERSON_UNKNOWN"),
        ({"contacted_on": None}, "rejected", "MISSING"),
        ({"contacted_on": date(2199, 1, 1)}, "rejected", None),
        ({"unit_id": "没有这个局"}, "review", "UNKNOWN_VALUE"),
        ({"co_unit_ids": "曲塘镇；没有这个局"}, "review", "UNKNOWN_VALUE"),
        ({"category_id": "没有这一类"}, "review", "UNKNOWN_VALUE"),
        ({"channel_id": "飞鸽传书"}, "review", "UNKNOWN_VALUE"),
    ],
)
def test_rows_that_do_not_go_in_say_why(known, tmp_path, cells, outcome, code):
    report = let_in(tmp_path, request(**cells), contact("LX20240002"))
    assert outcomes(report) == [outcome, "created"]
    assert code is None or causes(report) == [code]
    assert report.rows[0].sentence and db.session.scalars(select(Case)).all() == []


def test_a_number_twice_in_a_file_is_a_duplicate(known, tmp_path):
    assert outcomes(let_in(tmp_path, request(), request())) == ["created", "duplicate"]


def test_a_voided_row_counts_nowhere_and_stays(known, tmp_path):
    let_in(tmp_path, request(state="作废"))
    assert the_contact().is_void and the_case().state == "voided"


def test_a_further_case_of_a_contact_stands_under_its_number(known, tmp_path):
    others = request("LX20240001/2", title="路面破损"), request("LX20240001/3", title="水沟堵了", state="作废")
    rows = [request(), *others]
    assert outcomes(let_in(tmp_path, *rows)) == ["created"] * 3
    cases = db.session.scalars(select(Case).order_by(Case.id)).all()
    assert [case.state for case in cases] == ["closed", "closed", "voided"]
    assert not the_contact().is_void and {case.contact_id for case in cases} == {the_contact().id}
    assert outcomes(let_in(tmp_path, *rows)) == ["unchanged"] * 3


def test_numbers_of_the_ledger_are_not_given_out_again(known, tmp_path):
    let_in(tmp_path, request("LX20240120"))
    assert new_number(2024) == "LX20240121"
    assert next_number("case 2024") == 2


def test_one_event_for_the_file_and_one_for_each_contact(known, tmp_path):
    let_in(tmp_path, contact("LX20240001"), contact("LX20240002"))
    verbs = list(db.session.scalars(select(Event.verb).where(Event.verb.like("%.import"))))
    assert sorted(verbs) == ["contact.import", "contact.import", "ledger.import"]


def test_a_trial_says_what_it_understood_and_writes_nothing(known, tmp_path):
    path = tmp_path / "台账.xlsx"
    write_book(path, [LEDGER.page([{c.key: contact().get(c.key) for c in LEDGER.columns}])])
    given = Given(path.name, "", is_dry=True, shows_values=True)
    report = try_out(CONTACT_LEDGER, LEDGER.read(path), given, SYSTEM).report
    assert report.counts["created"] == 1 and db.session.query(Contact).count() == 0
    said = {value["field"]: value["value"] for value in report.values}
    assert (said["记录编号"], said["联系日期"]) == ("LX20240001", "2024-03-01")


def test_a_file_without_the_needed_columns_is_refused(db, tmp_path):
    path = tmp_path / "别的.xlsx"
    write_book(path, [SheetPage("表", LEDGER.columns[1:3], [{"contacted_on": MARCH, "member_no": "HA15001"}])])
    with pytest.raises(FileRefused) as refused:
        take_in_own(CONTACT_LEDGER, path, SYSTEM)
    assert refused.value.code == "MISSING_COLUMN"


@pytest.mark.sqlite
def test_the_years_ledger_goes_in_whole_and_twice_is_once(year):
    again = take_in_own(CONTACT_LEDGER, CONTACTS, SYSTEM)
    assert again.counts["unchanged"] == 1210 and len(again.rows) == 1210
    assert db.session.query(Case).count() == 705
    assert db.session.query(Contact).filter_by(state="作废").count() == 6
