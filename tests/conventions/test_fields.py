"""Which role reads which field of a person and of a case (AZ-04): every page of theirs, compared with fields.csv.

A cell: y the whole value, m masked, empty not at all, - the page is not there for this role. The cells of the eight
sheets are proved column by column in tests/casework/test_sight.py. Write the file with MATRIX=write in the
environment, and read its difference line by line before committing it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liaison.assignment.models import Pairing
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.text import Phone
from liaison.roster.models import Membership, Representative
from tests.conventions.test_matrix import EVERYBODY, NOBODY
from tests.factories import make_row

FILE = Path(__file__).parent / "fields.csv"
IS_WRITING = os.environ.get("MATRIX") == "write"
# What is personal of a member is read by himself, his committee and those who see all; of a representative by the
# staff within whose sight he is and the member who keeps him.
HOW = "run MATRIX=write pytest tests/conventions/test_fields.py, read the difference of fields.csv, then commit it"
NAMES = [name for name in EVERYBODY if name != NOBODY]
# field → (what is stored, what of it a page that shows all of it holds); one of each kind of value.
OF_PERSON = {
    "phone": ("15400017351", "15400017351"), "ethnic": ("某族", "某族"), "birth": ("1907-05", "1907"),
    "party": ("某某党派", "某某党派"), "education": ("某种学历", "某种学历"), "remark": ("备注里的话", "备注里的话"),
}  # fmt: skip
OF_REPRESENTATIVE = {**OF_PERSON, "name": ("卜安邦", "卜安邦"), "unit_title": ("某合作社社长", "某合作社社长")}
OF_MEMBER = {
    **OF_PERSON, "name": ("卜成德", "卜成德"), "unit": ("某某公司", "某某公司"), "post": ("总经理助理", "总经理助理"),
    "five": ("", "卜安邦"),
}  # fmt: skip
OF_CASE = {
    "title": ("标题里的话", "标题里的话"), "text": ("正文里的话", "正文里的话"), "place": ("某某路口", "某某路口"),
    "asker_name": ("卜德福", "卜德福"), "asker_phone": ("15400028462", "15400028462"),
    "relation": ("某种关系", "某种关系"), "survey": ("调研里的话", "调研里的话"),
    "suggestion": ("建议里的话", "建议里的话"),
    "result_text": ("结果里的话", "结果里的话"), "reply_text": ("答复里的话", "答复里的话"),
}  # fmt: skip

pytestmark = pytest.mark.sqlite  # who reads what does not depend on the kind of database


@pytest.fixture
def pages(people: Any) -> dict[str, tuple[str, dict[str, tuple[str, str]]]]:
    """`{thing: (address, fields)}` of things that lie with 陈立平, 曲塘镇 and 市住房和城乡建设局."""
    member = people.member.member
    for key, (value, _shown) in OF_MEMBER.items():
        if value:
            setattr(member, key, Phone(value) if key == "phone" else value)
    given = {key: Phone(value) if key == "phone" else value for key, (value, _shown) in OF_REPRESENTATIVE.items()}
    person = make_row(Representative, **given)
    make_row(Membership, representative_id=person.id, library_id=people.librarian.seat.library_id)
    make_row(Pairing, member_id=member.id, representative_id=person.id)
    found = {
        "representative": (f"/representatives/{person.id}", OF_REPRESENTATIVE),
        "representatives": ("/representatives", OF_REPRESENTATIVE),
        "member": (f"/members/{member.id}", OF_MEMBER), "members": ("/members", OF_MEMBER),
    }  # fmt: skip
    for name, is_confidential in (("case", False), ("case_kept_secret", True)):
        cells = {key: Phone(value) if key == "asker_phone" else value for key, (value, _shown) in OF_CASE.items()}
        contact = make_row(Contact, member_id=member.id, representative_id=person.id)
        case = make_row(
            Case, contact_id=contact.id, **cells, is_confidential=is_confidential, state="handling",
            unit_id=people.unit_leader.seat.organisation_id, handler_id=people.handler.user.id,
            transferred_on=clock.today(), section_id=people.handler.seat.section_id,
        )  # fmt: skip
        found[name] = (f"/cases/{case.number}", OF_CASE)
    return found


def cell(words: str, value: str, shown: str) -> str:
    """How much of a value stands in a page."""
    if shown in words:
        return "y"
    return "m" if value.isdecimal() and f"{value[:3]}****{value[-4:]}" in words else ""


def rows_found(browser: Any, people: Any, pages: Any) -> Iterator[dict[str, str]]:
    """A row for each field of each thing."""
    everybody = people.everybody()
    for thing, (address, fields) in pages.items():
        answers = {name: browser(everybody[name]).get(address) for name in NAMES}
        for key, (value, shown) in fields.items():
            cells = {n: cell(a.text, value, shown) if a.status_code == 200 else "-" for n, a in answers.items()}
            yield {"thing": thing, "field": key, **cells}


def test_everybody_reads_the_fields_that_were_agreed(browser, people, pages):
    found = list(rows_found(browser, people, pages))
    if IS_WRITING:
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["thing", "field", *NAMES], lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    with FILE.open(encoding="utf-8", newline="") as file:
        agreed = {(row["thing"], row["field"]): row for row in csv.DictReader(file)}
    wrong = [
        f"{row['thing']}.{row['field']} gives {name} {row[name]!r}, agreed is "
        f"{agreed.get((row['thing'], row['field']), {}).get(name, 'nothing yet')!r}"
        for row in found for name in NAMES if agreed.get((row["thing"], row["field"]), {}).get(name) != row[name]
    ]  # fmt: skip
    assert not wrong, "\n".join([*wrong, f"Mend the program, or {HOW}"])
    assert len(agreed) == len(found), "take the rows of fields that are gone out of fields.csv"


def test_no_page_shows_a_whole_number():
    """Numbers are masked everywhere; whole ones are asked for one by one, with a reason (PI-06)."""
    with FILE.open(encoding="utf-8", newline="") as file:
        whole = [row for row in csv.DictReader(file) if row["field"].endswith("phone") and "y" in row.values()]
    assert not whole


def test_whoever_asked_is_kept_from_the_unit_where_he_wants_it():
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = {row["field"]: row for row in csv.DictReader(file) if row["thing"] == "case_kept_secret"}
    for field in ("asker_name", "asker_phone", "relation"):
        assert not any(rows[field][name] for name in ("unit_leader", "handler", "leader")), field
