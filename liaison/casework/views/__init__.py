"""Pages of cases: the case, its moves, the inbox, tasks, lists, notices and ratings."""

from liaison.casework.views import (
    activities,
    cases,
    conservation,
    contacts,
    inbox,
    ledger,
    menu,
    moves,
    notices,
    ratings,
    recording,
    settings,
    suggestions,
    tasks,
    terms,
)
from liaison.casework.views.blueprint import pages

__all__ = [
    "activities", "cases", "conservation", "contacts", "inbox", "ledger", "menu", "moves", "notices", "pages",
    "ratings", "recording", "settings", "suggestions", "tasks", "terms",
]  # fmt: skip
