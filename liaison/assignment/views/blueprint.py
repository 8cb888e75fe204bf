"""What the pages of the plan share: their blueprint, their line of the menu, ids of the address, the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from liaison.access import Role
from liaison.assignment.models import Pairing
from liaison.web.navigation import MenuLine, menu

LARGEST_ID = 2**31 - 1
AT_DESK = (Role.CLERK, Role.DIRECTOR, Role.SUPERVISOR, Role.OFFICE, Role.LEADER)
FILTERS = ("town", "sector", "word", "open", "page")

pages = Blueprint("assignment", __name__)
menu.lines.append(MenuLine("联系", "assignment.index", "swap", "委员与代表", "plan.view", AT_DESK))


def number(name: str) -> int | None:
    """An id of the address; what is none asks for nothing."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= LARGEST_ID else None


def kept_filters() -> dict[str, str]:
    """What the board was narrowed to when its link or button was followed."""
    return {key: value for key in FILTERS if (value := request.args.get(key))}


def to_board(pair: Pairing) -> Any:
    """Back to the board as it was narrowed, the pair open, its place in focus."""
    there = {"year": pair.plan.year, "plan": pair.plan_id, "pair": pair.id, **kept_filters()}
    return redirect(url_for("assignment.board", **there, _anchor=f"p{pair.id}"))
