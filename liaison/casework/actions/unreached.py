"""The member could not reach the asker: the case stays with him for another day, at last it is closed unrated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liaison.access import SYSTEM, Actor
from liaison.casework.actions.moves import advance
from liaison.casework.models import Case
from liaison.casework.queries.history import history_of
from liaison.casework.queries.ladder import thresholds
from liaison.casework.rules.cells import still_missing
from liaison.casework.rules.flows import flow_of
from liaison.casework.rules.story import standing
from liaison.casework.sheets.steps import ATTITUDES, MISS
from liaison.core.errors import Refused

VERB = "miss_asker"
KEYS = frozenset(column.key for column in MISS)
UNTOLD = "{days} 天联系了几次，没有联系上诉求人，答复没有告诉到。"
CLOSED = "{days} 天都没有联系上诉求人，按未评价办结。"


def is_unreached(case: Case, filled: Mapping[str, Any]) -> bool:
    """Whether a sheet says that the asker was not reached; a case on an older chart goes on as it did there."""
    return filled.get("attitude") == ATTITUDES[-1] and VERB in flow_of(case).by_verb


def note_unreached(case: Case, actor: Actor, **filled: Any) -> bool:
    """Note one more try; gives whether it was the last, after which the reply counts as given out in writing only.

    Tries on as many days as the office settled are enough; several on one day count once.
    """
    missing = still_missing("tell_asker", None, filled)
    if missing:
        raise Refused(next(iter(missing.values())), missing)
    days = days_tried(case) | {filled["told_on"].isoformat()}
    if len(days) < max(1, thresholds().most_tries):
        advance(case, VERB, actor, **{key: value for key, value in filled.items() if key in KEYS})
        return False
    advance(case, "tell_asker", actor, **{**filled, "told": UNTOLD.format(days=len(days))})
    return True


def close_unreached(case: Case) -> Case:
    """未评价: nobody could be asked. His own answer still counts, should he give it with his 查询号."""
    return advance(case, "close_unrated", SYSTEM, opinion=CLOSED.format(days=len(days_tried(case)) + 1))


def days_tried(case: Case) -> set[str]:
    """The days of this round on which he was not reached, as ISO text."""
    tried = (one for one in standing(history_of(case)) if one.verb == VERB and one.round == case.round)
    return {one.filled["told_on"] for one in tried if one.filled.get("told_on")}
