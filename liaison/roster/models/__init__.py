"""Members, representatives and libraries, and the files by which they come in."""

from __future__ import annotations

from liaison.roster.models.imports import HeaderMapping, ImportBatch, ImportChange, ImportRow, WaitingRow
from liaison.roster.models.people import Library, Member, Membership, Representative
from liaison.roster.models.terms import LibraryConfirmation, MemberTerm, Term

__all__ = [
    "HeaderMapping", "ImportBatch", "ImportChange", "ImportRow", "Library", "LibraryConfirmation", "Member",
    "MemberTerm", "Membership", "Representative", "Term", "WaitingRow",
]  # fmt: skip
