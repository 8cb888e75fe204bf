"""What is done to libraries, members and representatives. Every function records an event and never commits."""

from liaison.roster.actions.books import Book, Options, read_book
from liaison.roster.actions.error_books import write_error_book
from liaison.roster.actions.known import known_people
from liaison.roster.actions.libraries import LIBRARIES
from liaison.roster.actions.lists import Lists
from liaison.roster.actions.member_books import read_members, take_in_members
from liaison.roster.actions.members import (
    add_member,
    change_member,
    leave_member,
    open_accounts_for_members,
    return_member,
)
from liaison.roster.actions.people import (
    add_membership,
    add_representative,
    change_representative,
    end_membership,
    leave,
    restore,
    show_phone,
)
from liaison.roster.actions.waiting import cells_in_words, cells_to_mend, choices_of, decide, settle_with
from liaison.roster.actions.writing import stage, take_in
from liaison.roster.actions.yearly import read_revision, stage_revision, take_in_revision
from liaison.roster.rules import KnownPeople

__all__ = [
    "LIBRARIES", "Book", "KnownPeople", "Lists", "Options", "add_member", "add_membership", "add_representative",
    "cells_in_words", "cells_to_mend", "change_member", "change_representative", "choices_of", "decide",
    "end_membership", "known_people", "leave", "leave_member", "open_accounts_for_members", "read_book",
    "read_members", "read_revision", "restore", "return_member", "settle_with", "show_phone", "stage",
    "stage_revision", "take_in", "take_in_members", "take_in_revision", "write_error_book",
]  # fmt: skip
