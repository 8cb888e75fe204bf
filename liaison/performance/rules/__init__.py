"""What the year's figures mean: what counts on a day, how it is added up, and what to look at before it goes out."""

from liaison.performance.rules.checks import NO_CONTACT, OPEN_CASES, Check, checks
from liaison.performance.rules.explaining import FIGURES
from liaison.performance.rules.figures import (
    FIVE,
    CaseFact,
    ContactFact,
    Figures,
    RatingFact,
    by_key,
    by_member,
    happened,
    is_on_time,
    last_day,
    month_of,
    rating_on,
    total,
)
from liaison.performance.rules.schemes import PARTS, shown
from liaison.performance.rules.writing import book_problem

__all__ = [
    "FIGURES", "FIVE", "NO_CONTACT", "OPEN_CASES", "PARTS", "CaseFact", "Check", "ContactFact", "Figures",
    "RatingFact", "book_problem", "by_key", "by_member", "checks", "happened", "is_on_time", "last_day", "month_of",
    "rating_on", "shown", "total",
]  # fmt: skip
