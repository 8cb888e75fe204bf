"""What can be done to cases. Every function changes rows, records an event, and never commits."""

from liaison.casework.actions.calendar import ChangeOfDays, change_days, follow_calendar
from liaison.casework.actions.desk import hand_over_many, hand_over_seat, make_move, show_phone, take_back_many
from liaison.casework.actions.erasure import cases_of, open_cases
from liaison.casework.actions.ledger_kinds import CONTACT_LEDGER, STEP_LOG
from liaison.casework.actions.limits import load_time_limits, set_time_limit
from liaison.casework.actions.merging import merge_case, merge_cases
from liaison.casework.actions.moves import advance, may_take_back, pass_on_tasks, take_back
from liaison.casework.actions.notices import answer_notice, close_notice, settle_notice, urge
from liaison.casework.actions.opening import open_case
from liaison.casework.actions.ratings import code_row, new_rating_code, rate_by_code, rate_for_asker, tell_asker
from liaison.casework.actions.routing import accept_proposal, reject_proposal
from liaison.casework.actions.terms import ChangeOfTerm, end_term, term_to_end

__all__ = [
    "ChangeOfDays", "change_days", "follow_calendar",
    "CONTACT_LEDGER", "STEP_LOG", "ChangeOfTerm", "accept_proposal", "advance", "answer_notice", "close_notice",
    "cases_of", "open_cases",
    "code_row", "end_term", "hand_over_many", "hand_over_seat", "load_time_limits", "make_move", "may_take_back",
    "merge_case", "merge_cases", "new_rating_code", "open_case", "pass_on_tasks", "rate_by_code", "rate_for_asker",
    "reject_proposal",
    "set_time_limit", "settle_notice", "show_phone", "take_back", "take_back_many", "tell_asker", "term_to_end",
    "urge",
]  # fmt: skip
