"""The kinds of files of the roster: books of representatives, the book of members, the yearly revision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from liaison.access import Actor
from liaison.core.db import let_go
from liaison.core.intake import Given
from liaison.core.sheets import Reading
from liaison.roster import sheets
from liaison.roster.actions.books import book_of
from liaison.roster.actions.imports.kinds import ImportKind, declare
from liaison.roster.actions.known import known_people
from liaison.roster.actions.lists import library_told, lists_for
from liaison.roster.actions.member_books import KIND as MEMBER_KIND
from liaison.roster.actions.member_books import stage_members
from liaison.roster.actions.member_writing import write_members
from liaison.roster.actions.staging import CHOICES, Staging
from liaison.roster.actions.waiting_rows import decisions
from liaison.roster.actions.writing import write
from liaison.roster.actions.yearly import Revision
from liaison.roster.rules import SHOWN

IN_WHICH_LIBRARY = replace(sheets.LIBRARY, required=False, hint="文件名或标题里写了就不用选")
WORDS = ("sector_id", "identity_type_id", "area_id", "village_id")
MEMBER_WORDS = ("sector_id", "home_area_id", "home_village_id", "work_area_id", "organisation_id")
FREE_OF_MEMBERS = tuple(
    column.key for column in sheets.MEMBER_BOOK.columns if column.key not in ("no", "name")
)  # fmt: skip


def stage_book(reading: Reading, given: Given, actor: Actor) -> Staging:
    """What a book of representatives would do; in a dry run of several files, whom it adds is known to the next."""
    lists = lists_for(given)
    book = book_of(reading, given, lists, actor)
    if given.is_dry and "people" not in given.shared:
        given.shared["people"] = known_people()
    known = given.shared["people"] if given.is_dry else known_people(book)
    decided = decisions()
    let_go()
    return Staging(book, known, lists, decided, given, actor).run()


def stage_revision(reading: Reading, given: Given, actor: Actor) -> Revision:
    """What a yearly revision would do."""
    lists = lists_for(given)
    book = book_of(reading, given, lists, actor, sheets.YEARLY_BOOK)
    known, decided = known_people(), decisions()
    let_go()
    return Revision(book, known, lists, decided, given, actor).run()


def told_by_file(reading: Reading, file_name: str, actor: Actor) -> dict[str, Any]:
    """The library, as the file's name or title row tells it."""
    return library_told(reading, file_name, actor)


REPRESENTATIVES = declare(ImportKind(
    "representatives", "界别群众代表名册", sheets.LIBRARY_BOOK, "representative.import", stage_book, write,
    questions=(IN_WHICH_LIBRARY,), guess=told_by_file, word_columns=WORDS, policy_columns=SHOWN,
    choices=CHOICES, blank=sheets.BLANK_BOOK,
))  # fmt: skip
MEMBERS = declare(ImportKind(
    MEMBER_KIND, "委员名册", sheets.MEMBER_BOOK, "member.change", stage_members, write_members,
    word_columns=MEMBER_WORDS, policy_columns=FREE_OF_MEMBERS,
))  # fmt: skip
ANNUAL_UPDATE = declare(ImportKind(
    "annual_update", "年度微调表", sheets.YEARLY_BOOK, "representative.import", stage_revision, write,
    questions=(IN_WHICH_LIBRARY,), guess=told_by_file, word_columns=WORDS, policy_columns=SHOWN,
    choices=CHOICES, blank=sheets.BLANK_YEARLY_BOOK,
))  # fmt: skip
