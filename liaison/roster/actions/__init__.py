"""What is done to libraries, members and representatives. Every function records an event and never commits."""

from liaison.roster.actions.books import Options, read_book
from liaison.roster.actions.error_books import write_error_book
from liaison.roster.actions.libraries import LIBRARIES
from liaison.roster.actions.lists import Lists
from liaison.roster.actions.member_books import read_members, take_in_members
from liaison.roster.actions.writing import known_people, stage, take_in
from liaison.roster.rules import KnownPeople

__all__ = [
    "LIBRARIES",
    "KnownPeople",
    "Lists",
    "Options",
    "known_people",
    "read_book",
    "read_members",
    "stage",
    "take_in",
    "take_in_members",
    "write_error_book",
]
