"""Pages of the plan: the board, gaps and vacancies, pairs changed by hand, drafts, settings, lists as Excel."""

from liaison.assignment.views import (
    board,
    comparing,
    gaps,
    lists,
    moving,
    pair_rules,
    pairs,
    places,
    plans,
    printing,
    settings,
    vacancies,
)
from liaison.assignment.views.blueprint import pages

__all__ = [
    "board", "comparing", "gaps", "lists", "moving", "pages", "pair_rules", "pairs", "places", "plans", "printing",
    "settings", "vacancies",
]  # fmt: skip
