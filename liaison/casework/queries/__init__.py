"""Reading cases, always within the sight of whoever asks."""

from liaison.casework.queries.desk import (
    WAITING_FOR,
    handlers_of,
    waiting_for,
)
from liaison.casework.queries.history import history_of, notices_of, ratings_of
from liaison.casework.queries.lists import FILTERS, LIST_COLUMNS, case_rows, of_word, overdue, years_with_cases
from liaison.casework.queries.sight import (
    SEES_ALL,
    at_unit,
    case_for,
    cases_visible_to,
    helped_by,
    in_reach_of,
    notice_for,
)

__all__ = [
    "FILTERS", "LIST_COLUMNS", "SEES_ALL", "WAITING_FOR", "at_unit", "case_for", "case_rows", "cases_visible_to",
    "handlers_of", "helped_by", "history_of", "in_reach_of", "notice_for", "notices_of", "of_word", "overdue",
    "ratings_of", "waiting_for", "years_with_cases",
]  # fmt: skip
