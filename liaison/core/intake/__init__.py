"""Taking a file in: what was settled about it beforehand, and what became of each of its rows."""

from __future__ import annotations

from liaison.core.intake.marks import mark_of, marks_of
from liaison.core.intake.results import (
    BAD,
    CREATED,
    DUPLICATE,
    GOOD,
    OUTCOME_TITLES,
    OUTCOMES,
    REJECTED,
    REVIEW,
    UNCHANGED,
    UPDATED,
    Fault,
    Report,
    RowResult,
    sums,
    together,
)
from liaison.core.intake.settling import FILL, LEAVE, OVERWRITE, POLICIES, Given, Place, Settled, unheard

__all__ = [
    "BAD", "CREATED", "DUPLICATE", "FILL", "GOOD", "LEAVE", "OUTCOMES", "OUTCOME_TITLES", "OVERWRITE", "POLICIES",
    "REJECTED", "REVIEW", "UNCHANGED", "UPDATED", "Fault", "Given", "Place", "Report", "RowResult", "Settled",
    "mark_of", "marks_of", "sums", "together", "unheard",
]  # fmt: skip
