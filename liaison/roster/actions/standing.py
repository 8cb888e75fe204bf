"""The memberships of people as they stand, looked up in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from liaison.core.db import db
from liaison.roster.models import Membership

# Databases take only so many values in one statement.
AT_ONCE = 5_000
COLUMNS = (
    Membership.id, Membership.representative_id, Membership.library_id, Membership.differing, Membership.ended_on,
)  # fmt: skip
Standing = Mapping[tuple[int, int], Any]


def standing_memberships(people: Iterable[int]) -> Standing:
    """`{(representative id, library id): row}` with id, differing and ended_on of each."""
    found, wanted = {}, list(people)
    for start in range(0, len(wanted), AT_ONCE):
        ids = wanted[start:start + AT_ONCE]
        for row in db.session.execute(select(*COLUMNS).where(Membership.representative_id.in_(ids))):
            found[row.representative_id, row.library_id] = row
    return found
