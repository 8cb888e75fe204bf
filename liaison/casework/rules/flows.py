"""Which flow chart a case follows: the one it began with."""

from __future__ import annotations

from typing import Any

from liaison.casework.workflow import CASEWORK, title_of
from liaison.core.definitions import definition_of, digest_of, flow_from
from liaison.core.errors import Refused
from liaison.core.workflow import Flow, Move

PRESENT = digest_of(definition_of(CASEWORK))
BUILT: dict[str, Flow] = {PRESENT: CASEWORK}


def flow_of(case: Any) -> Flow:
    """The chart of this case; that of the program where none is noted, as on rows that select columns."""
    version = getattr(case, "flow_version", None)
    return CASEWORK if version is None else flow_of_version(version)


def flow_of_version(version: Any) -> Flow:
    """The chart of a version, built once. Raises BadFlow where what was written down is none."""
    if version.digest not in BUILT:
        BUILT[version.digest] = flow_from(version.definition, CASEWORK)
    return BUILT[version.digest]


def move_named(flow: Flow, verb: str) -> Move:
    """The move of this name. Raises Refused where the chart has none: the case began with another one."""
    if verb not in flow.by_verb:
        raise Refused(f"这件诉求按它开始时的流程办，没有“{title_of(verb)}”这一步。")
    return flow.by_verb[verb]


def state_title(case: Any) -> str:
    """Where the case stands, as people call it."""
    return flow_of(case).by_code[case.state].title


def verb_title(case: Any, verb: str) -> str:
    """What a move of this case is called."""
    move = flow_of(case).by_verb.get(verb)
    return move.title if move else title_of(verb)
