"""The office's rules for cases: limits, words for what is due, what a sheet still lacks, what an answer leads to."""

from liaison.casework.rules.cells import TITLE_LENGTH, derived_title, still_missing, with_usual
from liaison.casework.rules.limits import (
    MOST_DECLINES,
    RATING_CODE_DAYS,
    SOON,
    TAKE_BACK,
    USUAL_LIMIT,
    Deadline,
    deadline_of,
    done_words,
    due_words,
    handling_days,
    handling_limit,
    nearest_due,
)
from liaison.casework.rules.offers import can_be_urged, main_of, offered_moves, refuse_unstartable, why_not
from liaison.casework.rules.ratings import ESCALATES_AFTER_ROUND, overall_grade, rating_verb
from liaison.casework.rules.reckoning import cause_of, holder_words, reckonings
from liaison.casework.rules.sight import may_read, readable_rating, sheet_for
from liaison.casework.rules.story import (
    StepMark,
    Turn,
    asker_words,
    deed_of,
    done_words_of,
    eight_steps,
    is_secret,
    standing,
    whose_turn,
)
from liaison.casework.rules.successors import offered_successors, suggested_successors
from liaison.casework.rules.timeline import Entry, earlier_sheets, filed, said_by_unit, timeline

__all__ = [
    "ESCALATES_AFTER_ROUND", "MOST_DECLINES", "RATING_CODE_DAYS", "SOON", "TAKE_BACK", "TITLE_LENGTH", "USUAL_LIMIT",
    "Deadline", "Entry", "StepMark", "Turn", "asker_words", "can_be_urged", "deadline_of", "deed_of", "derived_title",
    "done_words", "done_words_of", "due_words", "earlier_sheets", "eight_steps", "filed", "handling_days",
    "cause_of", "handling_limit", "holder_words", "is_secret", "reckonings",
    "main_of", "nearest_due", "offered_moves", "may_read", "offered_successors", "overall_grade", "rating_verb",
    "readable_rating", "refuse_unstartable", "said_by_unit", "sheet_for",
    "standing", "still_missing", "suggested_successors", "timeline",
    "whose_turn", "why_not", "with_usual",
]  # fmt: skip
