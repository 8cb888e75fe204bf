"""A new key: both open meanwhile, what is left is counted, and a program with the wrong keys does not start."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from liaison.core import clock, vault
from liaison.core.keys import faults, keys_missing, note_keys, reseal_some, stale_count
from liaison.core.vault import Ring, new_key
from liaison.roster.models import ImportBatch, ImportChange, Representative
from tests.factories import make_row

ONE = "15400000001"


@pytest.fixture
def grown(db) -> Ring:
    """A ring with one key more, after something was sealed under the first."""
    before = vault.ring()
    for n in range(5):
        make_row(Representative, phone=f"1540000100{n}")
    batch = ImportBatch(kind="x", file_name="x.xlsx", sha256="0", imported_at=clock.now(), imported_by="周梅")
    db.session.add(batch)
    db.session.flush()
    change = {"unit": "x:1", "label": "x", "thing": "x", "thing_id": 1, "before": None, "after": {"phone": ONE}}
    db.session.add(ImportChange(batch_id=batch.id, **change))
    db.session.flush()
    ring = Ring((*before.keys, new_key(vault.SM4)))
    vault.use(ring)
    return ring


def test_a_new_key_is_taken_on_in_turns(db, grown):
    note_keys()
    assert stale_count() == 6
    assert "旧密钥" in faults()[0]
    assert reseal_some(2) == 2
    assert stale_count() == 4
    db.session.expire_all()
    assert len(set(db.session.scalars(select(Representative.phone)))) == 5, "both keys open meanwhile"
    while reseal_some(2):
        pass
    assert (stale_count(), faults()) == (0, [])
    assert grown.keys[0].id not in str(db.session.execute(text("SELECT phone FROM representative")).all())
    db.session.expire_all()
    assert db.session.scalars(select(ImportChange.after)).one() == {"phone": ONE}


def test_a_key_that_is_gone_is_missed(db, grown):
    note_keys()
    assert keys_missing() == []
    vault.use(Ring(grown.keys[:1]))
    assert keys_missing() == [grown.keys[1].id]


def test_a_key_that_was_added_meanwhile_is_looked_for(db, grown):
    sealed = vault.seal(ONE, "here")
    vault.use(Ring(grown.keys[:1]), lambda: grown)
    assert vault.unseal(sealed, "here") == ONE
