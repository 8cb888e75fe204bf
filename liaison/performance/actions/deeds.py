"""Writing down what members did, and voiding what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.audit.actions import record
from liaison.contacts.rules import names_in
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files.actions import Bundle
from liaison.performance.actions.proofs import keep_with, label_of
from liaison.performance.models import VALID, VOID, Deed
from liaison.performance.queries.deeds import members_to_record
from liaison.performance.queries.ledger import year_of
from liaison.performance.rules.deeds import ATTENDANCE, RECORDED
from liaison.performance.rules.schemes import CENT
from liaison.performance.sheets.deeds import BETWEEN, SIGNED
from liaison.roster.models import Member

REST = "其余"
MOST_AMOUNT = 100


def record_deeds(
    actor: Actor, *, what: str, title: str, held_on: date, names: str, amount: Decimal | None = None,
    evidence: str | None = None, files: Bundle | None = None,
) -> list[Deed]:  # fmt: skip
    """Write one deed down for some members. what: `提案·立案`; names: names or numbers, authors in their order;
    files: what proves it of all of them.

    Raises Refused for a name that is not clear, a member out of sight, and what stands already.
    """
    kind, _, result = what.partition(BETWEEN)
    members = members_named(names, actor, "names")
    authors = len(members) if kind in SIGNED else 1
    deeds = [
        new_deed(member, actor, kind=kind, result=result, title=title, held_on=held_on, amount=amount,
                 evidence=evidence, place=place if authors > 1 else 1, authors=authors)
        for place, member in enumerate(members, 1)
    ]  # fmt: skip
    return stored(deeds, actor, files)


def record_roll(
    actor: Actor, *, kind: str, title: str, held_on: date, groups: Mapping[str, str], amount: Decimal | None = None,
    evidence: str | None = None, files: Bundle | None = None,
) -> list[Deed]:  # fmt: skip
    """Write down who was at a meeting. groups: `{出席: names, 请假: names, …}`; 其余 stands for all that are not named:
    of a 常委会议 the standing members, else everybody in sight."""
    found = {result: members_named(words, actor, key_of(result)) for result, words in groups.items() if words != REST}
    told = [member.id for members in found.values() for member in members]
    twice = next((m for members in found.values() for m in members if told.count(m.id) > 1), None)
    if twice:
        raise Refused(f"{twice.name}写了两处，请留一处")
    for result in [one for one, words in groups.items() if words == REST]:
        found[result] = [one for one in members_to_record(actor, kind) if one.id not in told]
    if not any(found.values()):
        raise Refused("请写有哪些委员", {key_of(ATTENDANCE[0]): "请写有哪些委员"})
    deeds = [
        new_deed(member, actor, kind=kind, result=result, title=title, held_on=held_on, amount=amount,
                 evidence=evidence)
        for result, members in found.items() for member in members
    ]  # fmt: skip
    return stored(deeds, actor, files)


def key_of(result: str) -> str:
    """The cell of the roll that holds these names."""
    return f"group_{ATTENDANCE.index(result)}"


def members_named(words: str | None, actor: Actor, cell: str) -> list[Member]:
    """The members of these names or numbers, each once, in their order; one that is not clear is refused."""
    written = names_in(words or "")
    known = members_to_record(actor, words=written) if written else ()
    found: dict[int, Member] = {}
    for word in written:
        called = [one for one in known if word in (one.name, one.no)]
        if len(called) != 1:
            many = f"有 {len(called)} 位委员叫{word}，请写委员编号"
            why = many if called else f"没有找到委员“{word}”，请核对姓名或编号"
            raise Refused(why, {cell: why})
        found[called[0].id] = called[0]
    return list(found.values())


def new_deed(member: Member, actor: Actor, **cells: Any) -> Deed:
    """A record of one member, not stored yet."""
    amount = sound_amount(cells.pop("amount", None))
    if cells["result"] not in RECORDED.get(cells["kind"], ()):
        raise Refused("请从列出的里选记什么", {"what": "请从列出的里选记什么"})
    return Deed(
        member_id=member.id, amount=amount, organisation_id=actor.organisation_id, state=VALID,
        recorded_by=actor.signature, recorder_id=actor.user_id, recorded_at=clock.now(), **cells,
    )  # fmt: skip


def sound_amount(amount: Decimal | None) -> Decimal:
    """How many times at once; once where nothing is said. Raises Refused for what cannot be."""
    if amount is not None and not (0 < amount <= MOST_AMOUNT and amount == amount.quantize(CENT)):
        raise Refused("请填 0 到 100 之间的数", {"amount": "请填 0 到 100 之间的数"})
    return amount or Decimal(1)


def stored(deeds: Sequence[Deed], actor: Actor, files: Bundle | None = None) -> list[Deed]:
    """Store records that do not stand yet, with one event for all. files: what proves them."""
    refuse_late(deeds[0].held_on, actor)
    refuse_standing(deeds)
    db.session.add_all(deeds)
    keep_with(deeds, files, actor)
    db.session.flush()
    first = deeds[0]
    numbers = {"day": [None, first.held_on.isoformat()], "count": [None, len(deeds)]}
    record("deed.record", first, actor, label=label_of(first), changes=numbers)
    return list(deeds)


def refuse_late(day: date, actor: Actor) -> None:
    """Refuse what belongs to a year that is closed, or past its last day of 补录; the office corrects."""
    account = year_of(day.year)
    if account is None or actor.role is Role.OFFICE:
        return
    if account.is_closed or (account.late_until and clock.today() > account.late_until):
        raise Refused(f"{day.year} 年的补录已经截止，请告诉办公室，由办公室更正。")


def refuse_standing(deeds: Sequence[Deed]) -> None:
    """Refuse what is written down already: nothing counts twice."""
    first = deeds[0]
    statement = (
        select(Member.name, Deed.result).join(Deed.member)
        .where(Deed.kind == first.kind, Deed.title == first.title, Deed.held_on == first.held_on, Deed.state == VALID,
               Deed.member_id.in_([one.member_id for one in deeds]))
    )  # fmt: skip
    standing = db.session.execute(statement.order_by(Member.no)).first()
    if standing:
        raise Refused(f"{standing.name}的“{first.title}”已经记过{standing.result}。要改的先作废再记。")


def void_deed(deed: Deed, reason: str, actor: Actor) -> Deed:
    """Let a record count nowhere; it stays visible with its reason."""
    if deed.is_void:
        raise Refused("这条记录已经作废了。")
    refuse_late(deed.held_on, actor)
    deed.state, deed.void_reason = VOID, reason
    record("deed.void", deed, actor, changes={"state": [VALID, VOID], "reason": [None, reason]})
    return deed
