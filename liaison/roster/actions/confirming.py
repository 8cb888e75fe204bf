"""A keeper's word that the list of his library is right for the year."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Library, LibraryConfirmation
from liaison.roster.queries import confirmations_of, standing_of


def confirm_library(
    library: Library, year: int, actor: Actor, seen: int | None, note: str | None = None
) -> LibraryConfirmation:
    """Confirm a library's list of this year as it stands; the people and what changed are kept with it.

    seen: how many people the page showed. Done again in the same year, it needs a note; the former stays on record.
    Raises Refused for another year, an empty list, or one that has another number of people by now.
    """
    if year != clock.today().year:
        raise Refused(f"现在只能确认 {clock.today().year} 年的名单。")
    standing = standing_of(library, year)
    refuse_unseen(library, len(standing.people), seen)
    if confirmations_of(library, year) and not note:
        sentence = "今年已经确认过，再确认一次请写上说明"
        raise Refused(sentence, {"note": sentence})
    confirmation = LibraryConfirmation(
        library=library, year=year, confirmed_at=clock.now(), confirmed_by=actor.name, user_id=actor.user_id,
        compared_with=standing.compared_with, people_ids=list(standing.people), entered_ids=list(standing.entered),
        left_ids=list(standing.left), changed_ids=list(standing.changed), note=note,
    )  # fmt: skip
    db.session.add(confirmation)
    numbers = {"人数": standing.people, "进": standing.entered, "出": standing.left, "改": standing.changed}
    changes = {"年度": [None, year], **{title: [None, len(ids)] for title, ids in numbers.items()}}
    record("library.confirm", library, actor, label=library.name, changes=changes)
    return confirmation


def refuse_unseen(library: Library, number: int, seen: int | None) -> None:
    """Refuse a list that nobody stands in, or that is another one than was looked at."""
    if not number:
        raise Refused(f"{library.name}里还没有人，请先导入名册或新增代表。")
    if number != seen:
        raise Refused(f"名单刚刚有变化，现在是 {number:,} 人。请再看一遍，再确认。")
