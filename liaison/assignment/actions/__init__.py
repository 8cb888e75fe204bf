"""What can be done to plans and pairs. Every verb changes rows, records one event, and never commits."""

from liaison.assignment.actions.following import refuse_two_pairs
from liaison.assignment.actions.intake import year_named
from liaison.assignment.actions.pairs import pair, replace, unpair
from liaison.assignment.actions.plans import draw_up, publish, refuse_odd_year
from liaison.assignment.actions.storing import PAIR_LIST

__all__ = [
    "PAIR_LIST", "draw_up", "pair", "publish", "refuse_odd_year", "refuse_two_pairs", "replace", "unpair", "year_named",
]  # fmt: skip
