"""What can be done to cases. Every function changes rows, records an event, and never commits."""

from liaison.casework.actions.limits import load_time_limits, set_time_limit
from liaison.casework.actions.moves import advance, hand_over_group, pass_on_tasks, take_back
from liaison.casework.actions.notices import answer_notice, close_notice, urge
from liaison.casework.actions.opening import open_case
from liaison.casework.actions.ratings import new_rating_code, rate_by_code, rate_for_asker

__all__ = [
    "advance", "answer_notice", "close_notice", "hand_over_group", "load_time_limits", "new_rating_code",
    "open_case", "pass_on_tasks", "rate_by_code", "rate_for_asker", "set_time_limit", "take_back", "urge",
]  # fmt: skip
