"""Taking a merge back: two people again, each with what he had; what changed since stays and is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.audit.words import table_title
from liaison.core import clock
from liaison.core.db import Base, db
from liaison.core.errors import Refused
from liaison.core.text import mask_phone
from liaison.roster.actions.imports.touches import meant
from liaison.roster.actions.lists import TITLES, in_words
from liaison.roster.actions.merging import cells_of
from liaison.roster.actions.references import Change, write_changes
from liaison.roster.models import Merge, MergeChange, Representative
from liaison.roster.rules.buckets import CHANGED_MEANWHILE, Buckets
from liaison.roster.rules.merging import SAID, retold


class Verdict(NamedTuple):
    """What becomes of one thing."""

    label: str
    sentence: str


@dataclass
class Parting(Buckets):
    """What taking a merge back does, a `Verdict` for each thing.

    writes: the rows that get their former cells, the two people first.
    """

    writes: list[Change] = field(default_factory=list)


def parting(merge: Merge) -> Parting:
    """What taking this merge back would do now; nothing is written. Raises Refused where the two cannot be parted."""
    refuse_later(merge)
    found = Parting()
    for change in changes_of(merge):
        judge(found, merge, change)
    refuse_taken(merge, found)
    return found


def take_back_merge(merge: Merge, actor: Actor, seen: Mapping[str, int] | None = None) -> Merge:
    """Make two people of one again.

    seen: the counts that the person was shown. Raises Refused as `parting` does, and when they are others by now.
    """
    db.session.refresh(merge, with_for_update=True)
    found = parting(merge)
    if seen is not None and dict(seen) != found.counts:
        raise Refused(CHANGED_MEANWHILE)
    keeper, loser = merge.keeper, merge.loser
    was = cells_of(keeper)
    for write in found.writes:  # one by one: for a moment both may have the same name and number
        write_changes([write])
    changed = {key: [was[key], value] for key, value in cells_of(keeper).items() if was[key] != value}
    merge.taken_back_by, merge.taken_back_at = actor.name, clock.now()
    changes = {"拆出": [None, f"{loser.name}（{mask_phone(loser.phone)}）"], **in_words(changed)}
    record("representative.part", keeper, actor, changes=changes)
    return merge


def changes_of(merge: Merge) -> list[Change]:
    """What the merge did, the two people first and the keeper before the loser, as they have to be set back."""
    rows = db.session.scalars(select(MergeChange).filter_by(merge_id=merge.id).order_by(MergeChange.id))
    tables = Base.metadata.tables
    found = [
        Change(row.thing, row.thing_id, meant(tables[row.thing], row.before), meant(tables[row.thing], row.after))
        for row in rows
    ]
    return sorted(found, key=lambda one: place_of(one, merge))


def place_of(change: Change, merge: Merge) -> int:
    """The keeper gives back his name and number before the loser has his again."""
    if change.thing != "representative":
        return 2
    return 0 if change.id == merge.keeper_id else 1


def judge(found: Parting, merge: Merge, change: Change) -> None:
    """Put one row into its bucket; of its columns those that stand as the merge left them are set back."""
    now = row_now(change)
    if now is None:
        found.impossible.append(Verdict(table_title(change.thing), "已经不在了"))
        return
    label = label_of(change)
    cells = {key: value for key, value in change.before.items() if now[key] == change.after[key]}
    other = [key for key in change.before if key not in cells]
    if "differing" in other:
        cells["differing"] = retold_to(merge, change, now)
        other.remove("differing")
    if cells:
        found.writes.append(Change(change.thing, change.id, {key: now[key] for key in cells}, cells))
        found.restored.append(Verdict(label, undone(change, merge, cells)))
    for key in other:
        found.kept.append(Verdict(label, f"之后有人改过：{told(key, now[key])}"))


def row_now(change: Change) -> Mapping[str, Any] | None:
    """The row as it stands."""
    table = Base.metadata.tables[change.thing]
    row = db.session.execute(select(table).where(table.c.id == change.id)).first()
    return row._mapping if row else None


def retold_to(merge: Merge, change: Change, now: Mapping[str, Any]) -> dict[str, Any]:
    """What a book has said since the merge, beside the person to whom its place goes back."""
    keeper = cells_of(merge.keeper)
    if "representative_id" in change.before:
        return retold(now["differing"], keeper, cells_of(merge.loser))
    mine = next(one for one in changes_of(merge) if one.thing == "representative" and one.id == merge.keeper_id)
    former = {key: value for key, value in mine.before.items() if key in SAID and keeper[key] == mine.after[key]}
    return retold(now["differing"], keeper, {**keeper, **former})


def label_of(change: Change) -> str:
    """What a row is called: 联系记录 LX20240001; of two people of one name also his number."""
    model = next(one.class_ for one in Base.registry.mappers if one.local_table.name == change.thing)
    row = db.session.get_one(model, change.id)
    number = f"（{mask_phone(row.phone)}）" if isinstance(row, Representative) else ""
    return f"{table_title(change.thing)} {row}{number}"


def undone(change: Change, merge: Merge, cells: Mapping[str, Any]) -> str:
    """What is done to a row that is set back."""
    if change.thing == "representative" and change.id == merge.loser_id:
        return "重新成为一位代表"
    if change.thing == "representative" and change.id == merge.keeper_id:
        titles = "、".join(TITLES[key] for key in cells if key in TITLES)
        return f"{titles or '资料'}改回合并以前的"
    if merge.loser_id in cells.values():
        return f"回到{merge.loser.name}名下"
    return "改回合并以前的"


def told(key: str, value: Any) -> str:
    """A column and what it holds now."""
    shown = mask_phone(value) if key == "phone" else "空" if value is None else value
    return f"{TITLES[key]}现在是{shown}" if key in TITLES and not key.endswith("_id") else "资料"


def refuse_later(merge: Merge) -> None:
    """Refuse to take back a merge twice, or before a later one of the same people."""
    if merge.taken_back_at:
        raise Refused(f"{merge.taken_back_by}已经撤销过这次合并了。")
    both = (merge.keeper_id, merge.loser_id)
    later = db.session.scalars(
        select(Merge).where(
            Merge.id > merge.id, Merge.taken_back_at.is_(None), or_(Merge.keeper_id.in_(both), Merge.loser_id.in_(both))
        )
    ).first()
    if later:
        raise Refused(f"之后又有一次合并（{later}），请先撤销那一次。")


def refuse_taken(merge: Merge, found: Parting) -> None:
    """Refuse where somebody else has by now the name and number that one of the two would have again."""
    keeper = {**cells_of(merge.keeper), **cells_again(found.writes, merge.keeper_id)}
    coming = [(keeper["name"], keeper["phone"]), (merge.loser.name, merge.loser.phone)]
    others = select(Representative).where(
        Representative.merged_into_id.is_(None), Representative.id.not_in((merge.keeper_id, merge.loser_id)),
        or_(*((Representative.name == name) & (Representative.phone == phone) for name, phone in coming)),
    )  # fmt: skip
    other = db.session.scalars(others).first()
    if other or coming[0] == coming[1]:
        who = other or merge.keeper
        raise Refused(
            f"现在已有一位{who.name}（{mask_phone(who.phone)}），拆开后会有两位同名同电话的人。请先改他的姓名或电话，再撤销。"
        )


def cells_again(writes: Iterable[Change], person_id: int) -> dict[str, Any]:
    """The cells that a person gets back."""
    return {key: value for one in own_writes(writes, person_id) for key, value in one.after.items()}


def own_writes(writes: Iterable[Change], person_id: int) -> Iterator[Change]:
    """What is written to a person's own row."""
    return (one for one in writes if one.thing == "representative" and one.id == person_id)
