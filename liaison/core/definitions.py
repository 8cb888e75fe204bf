"""A flow chart written down: as JSON that can be kept with a version, and built from it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from liaison.core.columns import Column
from liaison.core.workflow import Flow, Move, State

WORDS_ONLY = ("hint", "icon")  # what a move says of itself is no part of the chart
OF_STATE = tuple(one.name for one in fields(State))
OF_MOVE = tuple(one.name for one in fields(Move))


def definition_of(flow: Flow) -> dict[str, Any]:
    """The table as plain JSON; a column by its key."""
    return {
        "name": flow.name, "first": flow.first, "states": [asdict(state) for state in flow.states],
        "moves": [move_as_json(move) for move in flow.moves],
    }  # fmt: skip


def move_as_json(move: Move) -> dict[str, Any]:
    """One arrow, its columns by key."""
    plain = {name: getattr(move, name) for name in OF_MOVE}
    return {**plain, "starts": list(move.starts), "columns": [column.key for column in move.columns]}


def digest_of(definition: Mapping[str, Any]) -> str:
    """What tells two charts apart: all of them but the words and pictures of the buttons."""
    moves = [{k: v for k, v in move.items() if k not in WORDS_ONLY} for move in definition["moves"]]
    plain = json.dumps({**definition, "moves": moves}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def flow_from(definition: Mapping[str, Any], known: Flow) -> Flow:
    """The table that was written down; its cells and pictures are those of the present program, `known`.

    A cell that the program has no more is left out (`lost_columns` names it). Raises BadFlow where it is no chart.
    """
    states = tuple(State(**{name: one[name] for name in OF_STATE if name in one}) for one in definition["states"])
    moves = tuple(move_from(one, known) for one in definition["moves"])
    return Flow(definition["name"], states, moves, first=definition["first"])


def move_from(plain: Mapping[str, Any], known: Flow) -> Move:
    """One arrow of a definition."""
    cells = {name: plain[name] for name in OF_MOVE if name in plain}
    columns = tuple(found for key in plain["columns"] if (found := column_of(plain["verb"], key, known)))
    move = Move(**{**cells, "starts": tuple(plain["starts"]), "columns": columns})
    present = known.by_verb.get(move.verb)
    return replace(move, hint=present.hint, icon=present.icon) if present else move


def column_of(verb: str, key: str, known: Flow) -> Column | None:
    """The cell of that key: of the same move where it has one, else of any sheet; None where it is gone."""
    own = known.by_verb[verb].columns if verb in known.by_verb else ()
    every = (column for move in known.moves for column in move.columns)
    return next((column for columns in (own, every) for column in columns if column.key == key), None)


def lost_columns(definition: Mapping[str, Any], known: Flow) -> Iterator[tuple[str, str]]:
    """`(title of the move, key)` of each cell that the program has no more."""
    for move in definition["moves"]:
        lost = (key for key in move["columns"] if column_of(move["verb"], key, known) is None)
        yield from ((move["title"], key) for key in lost)


def lost_verbs(definition: Mapping[str, Any], known: Flow) -> list[str]:
    """The verbs that the program has no more."""
    return [move["verb"] for move in definition["moves"] if move["verb"] not in known.by_verb]


def lost_states(codes: Iterable[str], known: Flow) -> list[str]:
    """The states that the program has no more."""
    return [code for code in codes if code not in known.by_code]
