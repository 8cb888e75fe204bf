"""What the page of a case says of 并案: whom it is handled with, who else is answered by it, what may be the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g

from liaison.casework.models import Case
from liaison.casework.queries.merging import board_of, suspects
from liaison.casework.queries.sight import case_of
from liaison.casework.workflow import CASEWORK, RARE_VERBS
from liaison.core.workflow import Move

MERGING = CASEWORK.by_verb["merge"]


def merging_of(case: Case, moves: Iterable[Move]) -> dict[str, Any]:
    """What the page needs, and its moves: 并案 is none where others wait for this case. moves: those offered."""
    main, board = case.merged_into, board_of(case, g.actor)
    left = [move for move in moves if move.verb != MERGING.verb or not (board and board.is_waited_for)]
    return {
        "board": board, "main_case": main, "flow": CASEWORK.by_code,
        "is_main_in_sight": main is not None and case_of(g.actor, main.id) is not None,
        "suspects": suspects(case) if any(move.verb == MERGING.verb for move in left) else (),
        "moves": [move for move in left if move.verb not in RARE_VERBS],
    }
