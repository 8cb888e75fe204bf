"""Two representatives turn out to be one: what the loser had follows the keeper, the loser stays as a mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select

from liaison.access import Actor
from liaison.audit.actions import changed_fields, plain, record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.text import mask_phone
from liaison.roster.actions.duplicates import distinct_pair
from liaison.roster.actions.lists import in_words
from liaison.roster.actions.people import CHANGED_MEANWHILE, name_changed
from liaison.roster.actions.references import (
    Change,
    Key,
    declare_reference,
    following,
    refuse_by_references,
    write_changes,
)
from liaison.roster.models import Membership, Merge, MergeChange, Representative
from liaison.roster.rules.merging import SAID, last_day, retold, settled

REASON = "并入另一位代表"


def merge(
    loser: Representative, keeper: Representative, actor: Actor, values: Mapping[str, str] | None = None,
    versions: tuple[int | None, int | None] | None = None,
) -> Merge:
    """Let one person take over everything of another, who stays as a mark that leads to him.

    values: `{key of rules.merging.CHOICES: KEEPER or LOSER}`, whose value stays; versions: those of loser and keeper
    that were shown. Raises Refused when they are settled as two, when one is gone, or when members keep both.
    """
    if versions is not None and versions != (loser.version, keeper.version):
        raise Refused(CHANGED_MEANWHILE)
    refuse_merge(loser, keeper)
    one = Merge(keeper=keeper, loser=loser, merged_by=actor.name, merged_at=clock.now())
    db.session.add(one)
    db.session.flush()
    was, cells = cells_of(keeper), settled(cells_of(keeper), cells_of(loser), values or {})
    changes = [mark(loser, keeper), *take_on(keeper, cells)]
    written = [*own_books(keeper, was), *following(loser, keeper)]
    write_changes(written)
    keep(one, [*changes, *written])
    record("representative.merge", keeper, actor, changes=told(loser, was, cells))
    return one


def refuse_merge(loser: Representative, keeper: Representative) -> None:
    """Refuse to merge who is one already, who was merged before, or who are known as two."""
    if loser.id == keeper.id:
        raise Refused("这是同一位代表，请选另一位。")
    gone = next((one for one in (loser, keeper) if one.merged_into_id), None)
    if gone:
        raise Refused(f"{gone.name}已经并入别人了，请回到名单再看。")
    if keeper.left_on:
        raise Refused(f"{keeper.name}已经出库，请留下在库的那一位，或者先恢复入库。")
    settled_before = distinct_pair(loser.id, keeper.id)
    if settled_before:
        raise Refused(f"{settled_before.settled_by}核定过这两位不是同一人，请先取消那条核定，再合并。")
    refuse_by_references(loser, keeper)


def cells_of(person: Representative) -> dict[str, Any]:
    """What is shown of a person."""
    return {key: getattr(person, key) for key in SAID}


def mark(loser: Representative, keeper: Representative) -> Change:
    """Make the loser a mark; he is gone from every list."""
    loser.merged_into_id = keeper.id
    if loser.left_on is None:
        loser.left_on, loser.left_reason = clock.today(), REASON
    change = change_of(loser)
    db.session.flush()
    return change


def take_on(keeper: Representative, cells: Mapping[str, Any]) -> list[Change]:
    """Show the keeper with these cells; gives nothing where he is shown so already."""
    for key, value in cells.items():
        if getattr(keeper, key) != value:
            setattr(keeper, key, value)
    name_changed(keeper)
    change = change_of(keeper)
    db.session.flush()
    return [change] if change.after else []


def change_of(person: Representative) -> Change:
    """The unsaved changes of a person."""
    fields = {key: pair for key, pair in changed_fields(person).items() if pair[0] != pair[1]}
    before, after = ({key: pair[place] for key, pair in fields.items()} for place in (0, 1))
    return Change("representative", person.id, before, after)


def own_books(keeper: Representative, was: Mapping[str, Any]) -> Iterable[Change]:
    """Let the books that knew the keeper before go on saying what they said."""
    for one in memberships_of(keeper):
        said = retold(one.differing, was, cells_of(keeper))
        if said != one.differing:
            yield Change("membership", one.id, {"differing": one.differing}, {"differing": said})


def memberships_of(person: Representative) -> list[Membership]:
    """His places in the libraries."""
    return list(db.session.scalars(select(Membership).filter_by(representative_id=person.id).order_by(Membership.id)))


def join_libraries(_key: Key, loser: Representative, keeper: Representative) -> list[Change]:
    """A place in a library where the keeper stands not follows him; of two in one library the keeper's becomes both."""
    standing, changes = {one.library_id: one for one in memberships_of(keeper)}, []
    for one in memberships_of(loser):
        until = one.ended_on or gone_on(loser)
        if one.library_id in standing:
            changes += joined_places(standing[one.library_id], one, until)
        else:
            said = retold(one.differing, cells_of(loser), cells_of(keeper))
            before = {"representative_id": loser.id, "differing": one.differing, "ended_on": one.ended_on}
            after = {"representative_id": keeper.id, "differing": said, "ended_on": until}
            changes.append(Change("membership", one.id, before, after))
    return changes


def gone_on(loser: Representative) -> Any:
    """The day on which he had left the libraries, before he was merged."""
    return None if loser.left_reason == REASON else loser.left_on


def joined_places(kept: Membership, lost: Membership, until: Any) -> list[Change]:
    """The keeper's place lasts from the first day of both to the last; the loser's ends."""
    before = {"entered_on": kept.entered_on, "ended_on": kept.ended_on}
    after = {"entered_on": min(kept.entered_on, lost.entered_on), "ended_on": last_day(kept.ended_on, until)}
    ended = Change("membership", lost.id, {"ended_on": lost.ended_on}, {"ended_on": until or clock.today()})
    changes = [Change("membership", kept.id, before, after), ended]
    return [change for change in changes if change.before != change.after]


declare_reference("membership", "representative_id", join_libraries)


def keep(one: Merge, changes: Iterable[Change]) -> None:
    """Note what a merge did to each row, so that it can be taken back."""
    rows = [
        {"merge_id": one.id, "thing": change.thing, "thing_id": change.id, "before": plain(change.before),
         "after": plain(change.after)}
        for change in changes
    ]  # fmt: skip
    db.session.execute(insert(MergeChange), rows)


def told(loser: Representative, was: Mapping[str, Any], cells: Mapping[str, Any]) -> dict[str, Any]:
    """The merge as its event tells it: who was merged, and which values came from him."""
    changed = {key: [was[key], value] for key, value in cells.items() if was[key] != value}
    return {"并入": [None, f"{loser.name}（{mask_phone(loser.phone)}）"], **in_words(changed)}
