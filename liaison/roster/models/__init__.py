"""Members, representatives and libraries, and the files by which they come in."""

from __future__ import annotations

from liaison.roster.models.duplicates import (
    DistinctPair,
    DuplicateSearch,
    DuplicateWeight,
    Merge,
    MergeChange,
    SuspectPair,
)
from liaison.roster.models.imports import HeaderMapping, ImportBatch, ImportChange, ImportRow, WaitingRow
from liaison.roster.models.people import Library, Member, Membership, Representative
from liaison.roster.models.rights import Claim, Tombstone
from liaison.roster.models.terms import LibraryConfirmation, MemberTerm, Term

__all__ = [
    "Claim", "DistinctPair", "DuplicateSearch", "DuplicateWeight", "HeaderMapping", "ImportBatch", "ImportChange",
    "ImportRow", "Library", "LibraryConfirmation", "Member", "MemberTerm", "Membership", "Merge", "MergeChange",
    "Representative", "SuspectPair", "Term", "Tombstone", "WaitingRow",
]  # fmt: skip
