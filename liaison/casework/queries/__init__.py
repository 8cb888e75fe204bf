"""Reading cases, always within the sight of whoever asks."""

from liaison.casework.queries.as_of import cells_before, existed_on, past_of_cases
from liaison.casework.queries.asides import aside_rows, tracked_cases, tracked_count, waiting_beside
from liaison.casework.queries.deadlines import mark_of, receipts_of, shifts_under
from liaison.casework.queries.desk import (
    FIX_STATES,
    HANDED_OVER_STATES,
    INBOX_STATES,
    WAITING_FOR,
    counts_as_urging,
    handlers_of,
    notice_counts,
    notices_visible_to,
    on_time_share,
    open_work,
    task_count,
    task_rows,
    task_states,
    waiting_count,
    waiting_for,
)
from liaison.casework.queries.history import (
    has_progress,
    history_of,
    last_record_of,
    notice_rows,
    notices_of,
    ratings_of,
    sheets_for,
)
from liaison.casework.queries.inbox import Group, grouped, inbox_rows
from liaison.casework.queries.list_as_of import CaseThen, cases_on
from liaison.casework.queries.lists import (
    FILTERS,
    LIST_COLUMNS,
    case_rows,
    groups_and_years,
    listed,
    of_word,
    overdue,
)
from liaison.casework.queries.office import colleagues_of, limit_with, limits_listed, open_count_of, successor
from liaison.casework.queries.prefill import choices_for, hints_for, prefilled
from liaison.casework.queries.routing import Router, suggested_unit_ids, suggestions_for
from liaison.casework.queries.rule_proposals import Proposal, proposal_for, proposals, rulings
from liaison.casework.queries.sight import (
    SEES_ALL,
    at_unit,
    case_for,
    case_of,
    case_to_take_back,
    cases_for,
    cases_visible_to,
    helped_by,
    in_reach_of,
    notice_for,
)
from liaison.casework.queries.suggestion_hits import HitRates, hit_rates
from liaison.casework.queries.terms import Orphans, orphans_of, serving_members

__all__ = [
    "mark_of", "receipts_of", "shifts_under",
    "FILTERS", "FIX_STATES", "HANDED_OVER_STATES", "INBOX_STATES", "LIST_COLUMNS", "SEES_ALL", "WAITING_FOR",
    "aside_rows", "case_to_take_back", "tracked_cases", "tracked_count", "waiting_beside",
    "CaseThen", "Group", "HitRates", "Orphans", "Proposal", "Router", "at_unit", "case_for", "case_of",
    "case_rows", "cases_for", "cases_on", "cases_visible_to", "cells_before", "choices_for", "colleagues_of",
    "counts_as_urging", "existed_on", "grouped", "groups_and_years",
    "handlers_of", "has_progress", "helped_by", "history_of",
    "hints_for", "hit_rates", "in_reach_of", "inbox_rows", "last_record_of", "limit_with", "limits_listed", "listed",
    "notice_counts",
    "notice_for", "notice_rows", "notices_of", "notices_visible_to", "of_word", "on_time_share", "open_count_of",
    "open_work", "orphans_of", "overdue", "past_of_cases", "prefilled", "proposal_for", "proposals", "ratings_of",
    "rulings", "serving_members", "sheets_for", "successor", "suggested_unit_ids", "suggestions_for", "task_count",
    "task_rows",
    "task_states", "waiting_count", "waiting_for",
]  # fmt: skip
