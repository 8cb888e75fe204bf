"""Files that go with a mail: made when it leaves by whoever knows its kind, once for all who get it in one run.

    @encloses("monthly", READERS)
    def enclose_month(key: str, unit: str) -> Enclosure:
        with transaction():
            …
        return Enclosure("附件：….xlsx，只有合计数。", "….xlsx", content)

Such a function is given the key of the message and whose platform it is, runs without an open transaction and opens its
own. What it raises goes on: its letter is tried again a while later, as one that the server did not take.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from liaison.access import Role
from liaison.core.db import transaction
from liaison.notices import queries, rules
from liaison.notices.queries import Letter

MOST_BYTES = 5 * 1024 * 1024  # a third more within a mail; many servers take none above 10 MB
TOO_BIG = "附件太大，没有随信附上，请打开平台取。"


class Enclosure(NamedTuple):
    """words: what the letter says of it; name: of the workbook; content: empty where there is nothing to enclose."""

    words: str
    name: str = ""
    content: bytes = b""


Make = Callable[[str, str], Enclosure]
_makers: dict[str, tuple[frozenset[Role], Make]] = {}


def encloses(kind: str, roles: Collection[Role]) -> Callable[[Make], Make]:
    """Declare what makes the file for a kind of message. roles: whose seats may see what stands in it."""

    def declare(make: Make) -> Make:
        _makers[kind] = (frozenset(roles), make)
        return make

    return declare


def has_enclosure(kind: str) -> bool:
    """Whether a file goes with mails of this kind."""
    return kind in _makers


class Enclosures:
    """The files of one run. unit: whose platform it is."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.made: dict[str | None, Enclosure] = {}

    def of(self, letter: Letter) -> Enclosure | None:
        """What goes with a letter; nothing with one to a group, and to whoever sits in none of the seats by now."""
        roles, make = _makers.get(letter.kind, (frozenset(), None))
        if make is None or letter.channel != rules.MAIL or not is_for(letter, roles):
            return None
        if letter.key not in self.made:
            self.made[letter.key] = bounded(make(letter.key or "", self.unit))
        return self.made[letter.key]


def is_for(letter: Letter, roles: Collection[Role]) -> bool:
    """Whether its reader holds one of these seats today."""
    with transaction(write=False):
        return queries.holds_seat(letter.user_id, roles)


def bounded(made: Enclosure) -> Enclosure:
    """The file, or where servers would not take it a sentence in its place."""
    return made if len(made.content) <= MOST_BYTES else Enclosure(TOO_BIG)
