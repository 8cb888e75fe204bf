"""Whom an import reads of those it may meet: enough to know them again, and no more."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from liaison.core import clock
from liaison.roster.actions import known_people
from liaison.roster.actions.known import MOST_ASKED_FOR
from liaison.roster.models import ImportBatch, Membership, Representative, WaitingRow
from liaison.roster.rules import SAME


def book_of(*people):
    """A book with these (name, phone) in its rows."""
    return SimpleNamespace(entries=[SimpleNamespace(values={"name": name, "phone": phone}) for name, phone in people])


def names(known):
    return {person.name for person in known.by_identity.values()}


@pytest.fixture
def everybody(make):
    return [make(Representative, name=name, phone=f"1540000000{n}") for n, name in enumerate(("甲一", "乙二", "丙三"))]


def test_names_and_numbers_of_the_book_are_enough(everybody):
    assert names(known_people()) == {"甲一", "乙二", "丙三"}
    assert names(known_people(book_of(("甲一", "15499999999"), ("丁四", "15400000001")))) == {"甲一", "乙二"}
    assert names(known_people(book_of((None, None)))) == set()


def test_whoever_a_book_knows_by_another_name_is_read_too(everybody, make):
    make(Membership, representative_id=everybody[2].id, differing={"name": "丙散"})
    make(Membership, representative_id=everybody[1].id, differing={"remark": "旧备注"})
    known = known_people(book_of(("丁四", "15488888888")))
    assert known.by_identity["丙散", everybody[2].phone].id == everybody[2].id
    assert names(known) == {"丙三"}


def test_whoever_the_office_has_settled_is_read_too(everybody, make):
    batch = make(
        ImportBatch, kind="representatives", file_name="书.xlsx", sha256="", imported_at=clock.now(), imported_by="测试"
    )
    make(
        WaitingRow, batch_id=batch.id, sheet="表", row_number=3, column="电话", code="PHONE_CHANGED", sentence="请核对",
        outcome="review", cells={}, fingerprint="f", candidate_id=everybody[0].id, decision=SAME,
        aliases=[["甲一", "15477777777"]],
    )  # fmt: skip
    assert known_people(book_of(("丁四", "15488888888"))).by_identity["甲一", "15477777777"].id == everybody[0].id


def test_a_very_long_book_is_compared_with_everybody(everybody):
    book = book_of(*[("丁四", "15488888888")] * (MOST_ASKED_FOR + 1))
    assert names(known_people(book)) == {"甲一", "乙二", "丙三"}
