"""What can be done to plans and pairs. Every verb changes rows, records one event, and never commits."""

from liaison.assignment.actions.drafts import draw_up, drop_draft, refuse_odd_year, submit_draw_up
from liaison.assignment.actions.following import refuse_two_pairs
from liaison.assignment.actions.intake import year_named
from liaison.assignment.actions.pair_rules import forbid, lift, lock, set_places
from liaison.assignment.actions.pairs import move, pair, replace, swap, unpair
from liaison.assignment.actions.plans import publish
from liaison.assignment.actions.settings import preview_setting, save_setting
from liaison.assignment.actions.storing import PAIR_LIST

__all__ = [
    "PAIR_LIST", "draw_up", "drop_draft", "forbid", "lift", "lock", "move", "pair", "preview_setting", "publish",
    "refuse_odd_year", "refuse_two_pairs", "replace", "save_setting", "set_places", "submit_draw_up", "swap",
    "unpair", "year_named",
]  # fmt: skip
