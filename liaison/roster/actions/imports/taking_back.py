"""Taking an import back: what can be restored, what stays because somebody changed it, what cannot go and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import plain, record, record_all
from liaison.audit.models import Event
from liaison.audit.words import counted, table_title
from liaison.core import clock
from liaison.core.db import Json, db, let_go
from liaison.core.errors import Refused
from liaison.core.intake.settling import unheard
from liaison.roster.actions.imports.changes import Noted, note
from liaison.roster.actions.imports.restoring import noted, restore_rows
from liaison.roster.actions.imports.saying import Teller
from liaison.roster.actions.imports.ties import Ties, ties_of
from liaison.roster.actions.imports.touches import Tell, Touch, touches_of
from liaison.roster.actions.imports.turns import PREPARING, wait_for_turn
from liaison.roster.models import ImportBatch, WaitingRow
from liaison.roster.models.imports import UNDONE, WRITTEN
from liaison.roster.queries.batches import fates_of
from liaison.roster.rules.buckets import BUCKETS, CHANGED_MEANWHILE, IMPOSSIBLE, KEPT, RESTORED, Buckets

AGAIN = "改回导入以前的内容"
AS_IMPORTED = "改成导入时的内容"
DELETED = "删掉这次导入新增的"
PUT_BACK = "放回撤销时删掉的"
WAITING = WaitingRow.__tablename__
# Who comes and goes, and how he likes his pages, holds nothing.
SIGNING = ("user.sign_in", "user.fail_sign_in", "user.refuse_sign_in", "user.sign_out", "user.switch_seat",
           "user.end_sign_ins", "user.choose_size", "user.choose_keys", "user.choose_columns")  # fmt: skip


class Verdict(NamedTuple):
    """What becomes of one thing. unit: such as `representative:12`; sentence: what is done, or why it is not."""

    label: str
    unit: str
    sentence: str


@dataclass
class TakingBack(Buckets):
    """What taking a batch back does, a `Verdict` for each thing. rows: those that are restored."""

    rows: list[Touch] = field(default_factory=list)

    @property
    def noun(self) -> str:
        """What the things are counted as: people where all are people."""
        units = [verdict.unit for bucket in BUCKETS for verdict in getattr(self, bucket)]
        return "人" if all(unit.startswith(("representative:", "member:")) for unit in units) else "项"

    @cached_property
    def notes(self) -> list[Noted]:
        """What restoring changes in each row."""
        return [noted(touch).written_down() for touch in self.rows]

    @cached_property
    def events(self) -> list[tuple[str, int, str, Json]]:
        """(table, id, label, changes) of each thing restored, for the log."""
        return list(told(self))

    def write_down(self) -> None:
        """Make ready what is noted, before anybody has to wait for it."""
        _made_ready = self.notes, self.events


def taking_back(batch: ImportBatch, tell: Tell = unheard) -> TakingBack:
    """What taking this batch back would do now; nothing is written.

    A thing goes as a whole or stays as a whole, with the things that cannot be without it. tell: is told how far it is.
    """
    touches = touches_of(batch, lambda done, whole: tell(done // 2, whole))
    units: dict[str, list[Touch]] = {}
    for touch in touches:
        units.setdefault(touch.unit, []).append(touch)
    tell(len(touches) // 2, len(touches))
    ties = ties_of(batch, touches)
    tell(len(touches) * 3 // 4, len(touches))
    teller = Teller(batch, [touch for touch in touches if touch.differing])
    let_go()
    why = {unit: reason for unit, rows in units.items() if (reason := reason_to_stay(unit, rows, ties, teller))}
    spread(why, ties.needs, units)
    is_redo = fates_of([batch])[batch.id].deed == "撤销"
    found = TakingBack(rows=[touch for touch in touches if touch.unit not in why])
    for unit, rows in units.items():
        bucket, sentence = why.get(unit, (RESTORED, undoing(rows, is_redo)))
        getattr(found, bucket).append(Verdict(called(rows[0]), unit, sentence))
    return found


def called(touch: Touch) -> str:
    """What a thing is called: a row that waits by the person whom it names."""
    row = {**(touch.before or {}), **(touch.now or {}), **(touch.after or {})} if touch.table.name == WAITING else {}
    name = (row.get("cells") or {}).get("name")
    return f"{name}（{touch.label}）" if name else touch.label


def reason_to_stay(unit: str, rows: list[Touch], ties: Ties, teller: Teller) -> tuple[str, str] | None:
    """(bucket, why) of a thing that is not restored; None of one that is."""
    gone = [touch for touch in rows if touch.now is None and not touch.is_deleted]
    fixed = [touch.table for touch in rows if touch.is_made and touch.table.info.get("append_only")]
    if gone:
        return KEPT, "已经不在了：之后被合并或者删掉"
    if fixed:
        return IMPOSSIBLE, f"{table_title(fixed[0].name)}只增不改，删不掉"
    if unit in ties.outside:
        held = "、".join(counted(table, number) for table, number in ties.outside[unit].items())
        return IMPOSSIBLE, f"已有 {held}"
    changed = [touch for touch in rows if touch.differing]
    if changed:
        return KEPT, teller.says(changed)
    if any(touch.is_deleted and touch.now for touch in rows):
        return IMPOSSIBLE, "它的位置现在是别的记录的，放不回来"
    if unit in ties.lost:
        return IMPOSSIBLE, f"要用到的{'、'.join(map(table_title, sorted(ties.lost[unit])))}已经不在了"
    if unit in ties.clashes:
        return IMPOSSIBLE, f"原来的{teller.titles(rows[0].table, ties.clashes[unit])}现在是别人的"
    return None


def spread(
    why: dict[str, tuple[str, str]], needs: Mapping[str, set[str]], units: Mapping[str, list[Touch]]
) -> None:  # fmt: skip
    """Let everything stay that cannot go without something that stays; told of in why."""
    held: dict[str, set[str]] = {}
    for unit, others in needs.items():
        for other in others:
            held.setdefault(other, set()).add(unit)
    stay = list(why)
    while stay:
        other = stay.pop()
        for unit in held.get(other, set()) - why.keys():
            why[unit] = IMPOSSIBLE, f"“{units[other][0].label}”没有还原，还要用到它"
            stay.append(unit)


def undoing(rows: list[Touch], is_redo: bool) -> str:
    """What is done to a thing that is restored. is_redo: what is taken back was a taking back itself."""
    if rows[0].is_made:
        return DELETED
    if rows[0].is_deleted:
        return PUT_BACK
    return AS_IMPORTED if is_redo else AGAIN


@dataclass(frozen=True)
class Weighed:
    """What taking a batch back would do as things stood after this event; what it will note is written down."""

    found: TakingBack
    event: int


def weigh(batch: ImportBatch, tell: Tell = unheard) -> Weighed:
    """Weigh a large batch beforehand, outside of the transaction that writes. tell: is told how far it is."""
    event = last_event()
    found = taking_back(batch, tell)
    let_go()
    found.write_down()
    return Weighed(found, event)


def last_event() -> int:
    """The id of the last event that can change what is weighed: an account that was opened can hold a member."""
    matters = (Event.thing != "job", Event.verb.not_in((*SIGNING, *PREPARING)))
    return db.session.scalar(select(Event.id).where(*matters).order_by(Event.id.desc()).limit(1)) or 0


def take_back(batch: ImportBatch, actor: Actor, seen: Mapping[str, int] | None = None) -> ImportBatch:
    """Restore what can be restored; gives the batch that did it, which can be taken back like any other.

    seen: the counts that the person was shown. Raises Refused when the counts are others by now, when the batch was not
    written or is taken back already, and when nothing of it can be restored.
    """
    hold(batch)
    found = taking_back(batch)
    if seen is not None and dict(seen) != found.counts:
        raise Refused(CHANGED_MEANWHILE)
    return carry_out(batch, found, actor)


def take_back_as_weighed(batch: ImportBatch, actor: Actor, weighed: Weighed) -> ImportBatch | None:
    """The same with what was weighed beforehand; None, and nothing is done, where anything has happened since."""
    hold(batch)
    return carry_out(batch, weighed.found, actor) if weighed.event == last_event() else None


def hold(batch: ImportBatch) -> None:
    """Keep others from a batch until the transaction ends. Raises Refused where it cannot be taken back now."""
    wait_for_turn()
    db.session.refresh(batch, with_for_update=True)
    refuse_other_states(batch)


def carry_out(batch: ImportBatch, found: TakingBack, actor: Actor) -> ImportBatch:
    """Restore, note what that changed, and record it. Raises Refused where there is nothing to restore."""
    if not found.restored:
        raise Refused("这次导入没有可以还原的，什么也没有改。")
    undo = open_undo(batch, found, actor)
    note(undo, found.notes)
    restore_rows(undo, found.rows)
    batch.state = UNDONE
    record("import.undo", undo, actor, changes={BUCKETS[key]: [None, n] for key, n in found.counts.items()})
    db.session.flush()
    record_all("import.restore", found.events, actor)
    db.session.expire_all()  # rows already in hand are read anew: the statements went past them
    return undo


def refuse_other_states(batch: ImportBatch) -> None:
    """Refuse a batch of which nothing stands, or that is from before changes were noted."""
    if batch.state == UNDONE:
        later = db.session.scalar(select(ImportBatch).where(ImportBatch.undoes_id == batch.id))
        who = f"由{later.imported_by}在{clock.local(later.imported_at):%Y-%m-%d %H:%M}" if later else ""
        raise Refused(f"这一次已经{who}撤销过了。")
    if batch.state != WRITTEN:
        raise Refused("这一次还没有写入，不用撤销；不要的话请点“放弃”。")


def open_undo(batch: ImportBatch, found: TakingBack, actor: Actor) -> ImportBatch:
    """The row of the taking back.

    plan: `{"kept" and "impossible": [[label, sentence]]}` of what stayed; noun: what its things are counted as.
    """
    stayed = {key: [[each.label, each.sentence] for each in getattr(found, key)] for key in (KEPT, IMPOSSIBLE)}
    undo = ImportBatch(
        kind=batch.kind, file_name=batch.file_name, sha256=batch.sha256, library_id=batch.library_id,
        counts=found.counts, imported_at=clock.now(), imported_by=actor.name, user_id=actor.user_id, state=WRITTEN,
        undoes_id=batch.id, plan={**stayed, "noun": found.noun},
    )  # fmt: skip
    db.session.add(undo)
    db.session.flush()
    return undo


def told(found: TakingBack) -> Iterator[tuple[str, int, str, Json]]:
    """The events of the things restored."""
    rows: dict[str, list[Touch]] = {}
    for touch in found.rows:
        rows.setdefault(touch.unit, []).append(touch)
    for verdict in found.restored:
        table, _, one = verdict.unit.partition(":")
        changes = {"结果": [None, verdict.sentence], **changes_of(rows[verdict.unit])}
        yield table, int(one), verdict.label, Json.of(changes)


def changes_of(rows: Iterable[Touch]) -> dict[str, list[object]]:
    """`{column: [now, again]}` of what is set back."""
    pairs = {
        name: [plain((touch.now or {}).get(name)), plain(value)]
        for touch in rows if touch.before is not None and not touch.is_deleted for name, value in touch.before.items()
    }  # fmt: skip
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
