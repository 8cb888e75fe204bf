"""Files on their way in: kinds of files, the steps from upload to result, and what each import changed."""

from __future__ import annotations

from liaison.roster.actions.imports.changes import Noted, note
from liaison.roster.actions.imports.checking import read_import, settle_and_read, stage_again
from liaison.roster.actions.imports.ending import drop_import, write_import
from liaison.roster.actions.imports.kinds import KINDS, ImportKind, Staged, declare, kind_of
from liaison.roster.actions.imports.mending import choose, map_words, mend, refuse_unless_checking, skip
from liaison.roster.actions.imports.opening import is_small, open_import, settle_columns, survey_of
from liaison.roster.actions.imports.uploads import clear_uploads, upload_of
from liaison.roster.actions.imports.words import UnknownWord, unknown_words

__all__ = [
    "KINDS", "ImportKind", "Noted", "Staged", "UnknownWord", "choose", "clear_uploads", "declare", "drop_import",
    "is_small", "kind_of", "map_words", "mend", "note", "open_import", "read_import", "refuse_unless_checking",
    "settle_and_read", "settle_columns", "skip", "stage_again", "survey_of", "unknown_words", "upload_of",
    "write_import",
]  # fmt: skip
