"""Pages of the plan: the board, gaps, a pair changed by hand, drawing up and publishing, lists as Excel."""

from liaison.assignment.views import board, gaps, lists, pairs, plans
from liaison.assignment.views.blueprint import pages

__all__ = ["board", "gaps", "lists", "pages", "pairs", "plans"]
