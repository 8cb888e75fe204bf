"""Reading across domains, each within the sight of whoever asks; nothing here writes."""

from liaison.reports.queries.desks import Desk, StepLoad, desk_of, load_by_step, wanting_attention
from liaison.reports.queries.histories import history_of_member, history_of_representative
from liaison.reports.queries.people import (
    Found,
    case_counts,
    cases_with,
    contacts_with,
    found_by,
    pairings_of,
    todo_of,
)

__all__ = [
    "Desk", "Found", "StepLoad", "case_counts", "cases_with", "contacts_with", "desk_of", "found_by",
    "history_of_member", "history_of_representative", "load_by_step", "pairings_of", "todo_of", "wanting_attention",
]  # fmt: skip
