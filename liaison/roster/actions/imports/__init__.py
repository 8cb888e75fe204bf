"""Files on their way in: kinds of files, the steps from upload to result, and what each import changed."""

from __future__ import annotations

from liaison.roster.actions.imports.changes import Noted, note
from liaison.roster.actions.imports.kinds import KINDS, ImportKind, Staged, declare, kind_of

__all__ = ["KINDS", "ImportKind", "Noted", "Staged", "declare", "kind_of", "note"]
