"""What can be done to plans and pairs. Every verb changes rows, records one event, and never commits."""

from liaison.assignment.actions.intake import PairList, import_assignments, read_assignments
from liaison.assignment.actions.pairs import pair, replace, unpair
from liaison.assignment.actions.plans import draw_up, publish, refuse_odd_year

__all__ = [
    "PairList", "draw_up", "import_assignments", "pair", "publish", "read_assignments", "refuse_odd_year", "replace",
    "unpair",
]  # fmt: skip
