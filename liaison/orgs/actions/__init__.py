"""What is done to the reference lists and the calendar. Every function records an event and never commits."""

from liaison.orgs.actions.calendar import mark_year
from liaison.orgs.actions.rows import add_row, change_row, restore_row, retire_row
from liaison.orgs.actions.seeding import load_calendar, load_seed, seed_file

__all__ = [
    "add_row", "change_row", "load_calendar", "load_seed", "mark_year", "restore_row", "retire_row", "seed_file",
]  # fmt: skip
