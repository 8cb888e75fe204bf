"""The history of one thing in the office's words: who, for whom, when, and what was changed from what to what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liaison.access import Role
from liaison.audit.masks import masked
from liaison.audit.words import changes_in_words, doer, verb_title

TITLES = {role.value: role.title for role in Role if role is not Role.SYSTEM}


@dataclass(frozen=True)
class Deed:
    """One event as a clerk reads it.

    who: 王敏代刘芸; about: which of several things it was done to, where it matters; changes: a line each,
    `电话：138****1234 → 139****5521`.
    """

    title: str
    who: str
    role: str
    at: datetime
    about: str
    changes: tuple[str, ...]


def told_deeds(
    events: Iterable[Any], filled: Mapping[int, Mapping[str, Any]] | None = None, named: Collection[str] = ()
) -> list[Deed]:
    """Rows of `queries.history_of` in words. filled: `{id: more changes}`; named: tables whose things want a name."""
    more = filled or {}
    return [
        Deed(
            verb_title(one.verb), doer(one), TITLES.get(one.actor_role, ""), one.at,
            one.label if one.thing in named else "",
            tuple(masked(line) for line in changes_in_words({**one.changes, **more.get(one.id, {})})),
        )
        for one in events
    ]  # fmt: skip
