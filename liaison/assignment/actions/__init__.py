"""What can be done to plans and pairs. Every verb changes rows, records one event, and never commits."""

from liaison.assignment.actions.drafts import draw_up, drop_draft, refuse_odd_year, submit_draw_up
from liaison.assignment.actions.following import refuse_two_pairs
from liaison.assignment.actions.intake import year_named
from liaison.assignment.actions.pair_rules import forbid, lift, lock, set_places
from liaison.assignment.actions.pairs import move, pair, replace, swap, unpair
from liaison.assignment.actions.plans import publish
from liaison.assignment.actions.settings import preview_setting, save_setting
from liaison.assignment.actions.storing import PAIR_LIST
from liaison.assignment.actions.vacancies import fill_vacancies, release_left

__all__ = [
    "PAIR_LIST", "draw_up", "drop_draft", "fill_vacancies", "forbid", "lift", "lock", "move", "pair", "preview_setting",
    "publish", "refuse_odd_year", "refuse_two_pairs", "release_left", "replace", "save_setting", "set_places",
    "submit_draw_up", "swap", "unpair", "year_named",
]  # fmt: skip
