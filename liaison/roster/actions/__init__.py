"""What is done to libraries, members and representatives. Every function records an event and never commits."""

from liaison.roster.actions.books import Book
from liaison.roster.actions.error_books import write_error_book
from liaison.roster.actions.imports.roster_kinds import ANNUAL_UPDATE, MEMBERS, REPRESENTATIVES
from liaison.roster.actions.known import known_people
from liaison.roster.actions.libraries import LIBRARIES
from liaison.roster.actions.lists import Lists
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
from liaison.roster.rules import KnownPeople

__all__ = [
    "ANNUAL_UPDATE", "LIBRARIES", "MEMBERS", "REPRESENTATIVES", "Book", "KnownPeople", "Lists", "add_member",
    "add_membership", "add_representative", "cells_in_words", "cells_to_mend", "change_member",
    "change_representative", "choices_of", "decide", "end_membership", "known_people", "leave", "leave_member",
    "open_accounts_for_members", "restore", "return_member", "settle_with", "show_phone", "write_error_book",
]  # fmt: skip
