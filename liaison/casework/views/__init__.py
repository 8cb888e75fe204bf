"""Pages of cases: the case, its moves, the inbox, tasks, lists, notices and ratings."""

from liaison.casework.views import (
    activities,
    calls,
    cases,
    conservation,
    contacts,
    deadlines,
    duty,
    erasing,
    flows,
    histories,
    inbox,
    instructions,
    ledger,
    menu,
    merging,
    moves,
    notices,
    papers,
    period_papers,
    public_asking,
    quarantine,
    ratings,
    recording,
    sampling,
    settings,
    stations,
    suggestions,
    supervision,
    tasks,
    terms,
    tracked,
    wordings,
)
from liaison.casework.views.blueprint import pages

__all__ = [
    "activities", "calls", "cases", "conservation", "contacts", "deadlines", "duty", "erasing", "flows", "histories",
    "inbox", "instructions", "ledger", "menu", "merging", "moves", "notices", "pages", "papers", "period_papers",
    "public_asking", "quarantine", "ratings", "recording", "sampling", "settings", "stations", "suggestions",
    "supervision", "tasks", "terms", "tracked", "wordings",
]  # fmt: skip
