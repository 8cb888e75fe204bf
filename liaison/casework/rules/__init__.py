"""The office's rules for cases: limits, words for what is due, what a sheet still lacks, what an answer leads to."""

from liaison.casework.rules.cells import TITLE_LENGTH, derived_title, still_missing
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
    nearest_due,
)
from liaison.casework.rules.ratings import ESCALATES_AFTER_ROUND, masked_name, overall_grade, rating_verb

__all__ = [
    "ESCALATES_AFTER_ROUND", "MOST_DECLINES", "RATING_CODE_DAYS", "SOON", "TAKE_BACK", "TITLE_LENGTH", "USUAL_LIMIT",
    "Deadline", "deadline_of", "derived_title", "done_words", "due_words", "handling_days", "masked_name",
    "nearest_due", "overall_grade", "rating_verb", "still_missing",
]  # fmt: skip
