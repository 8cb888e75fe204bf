"""Whom else a representative could be given to, at which of his places or in exchange for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from liaison.assignment.models import LOCK, Pairing
from liaison.assignment.queries.explaining import plan_ledger, spoken_names
from liaison.assignment.queries.pair_rules import places_of, settled_pairs
from liaison.assignment.rules import Change, Ledger, change_cost, parts_in, points, score
from liaison.core.db import db
from liaison.roster.models import Member
from liaison.roster.queries import members_matching

OFFERED = 10


@dataclass(frozen=True)
class Receiver:
    """A member who could keep a representative. score: 总分 of the pair; words: how many he keeps, and why it suits."""

    member_id: int
    name: str
    score: int
    words: str


@dataclass(frozen=True)
class MoveOption:
    """One way of giving a representative to another member. partner: the pair that comes back for him, if one does.

    key: `place-3` or `pair-81`; change: what it costs the whole plan.
    """

    key: str
    words: str
    slot: int
    partner: Pairing | None
    change: Change

    @property
    def cost_words(self) -> str:
        """What it costs the whole plan, in words."""
        return self.change.sentence


def receivers_of(pairing: Pairing, word: str = "") -> list[Receiver]:
    """The ten members for whom a representative would suit best; with a word those whom it names. Not his own."""
    ledger = plan_ledger(pairing.plan, (pairing.representative_id,))
    person, banned = pairing.representative_id, ledger.instance.forbidden
    named = set(db.session.scalars(select(Member.id).where(members_matching(word)))) if word else set(ledger.members)
    could = [m for m in ledger.members if m in named and m != pairing.member_id and (m, person) not in banned]
    if person not in ledger.people:
        return []
    best = sorted((ledger.cost((m, person)), ledger.members[m].key, m) for m in could)[:OFFERED]
    names = dict(db.session.execute(select(Member.id, Member.name).where(Member.id.in_([m for *_, m in best]))).all())
    return [receiver(ledger, (m, person), names[m]) for *_, m in best]


def receiver(ledger: Ledger, pair: tuple[int, int], name: str) -> Receiver:
    """A member with the score of the pair."""
    reasons = score(parts_in(ledger, pair), ledger.instance.weights)
    kept, places = ledger.kept[pair[0]], ledger.members[pair[0]].places
    filled = f"已有 {kept} 位，要换一位" if kept >= places else f"空着 {places - kept} 位"
    return Receiver(pair[0], name, points(reasons), "，".join((filled, *(one.words for one in reasons[:2]))))


def move_options(pairing: Pairing, member: Member) -> list[MoveOption]:
    """Where a member could keep a representative: at his first open place, or in exchange for one of his."""
    ledger = plan_ledger(pairing.plan, (pairing.representative_id,))
    gone, new = (pairing.member_id, pairing.representative_id), (member.id, pairing.representative_id)
    if member.id == pairing.member_id or new in ledger.instance.forbidden or gone in ledger.instance.locked:
        return []
    mine = select(Pairing).where(
        Pairing.plan_id == pairing.plan_id, Pairing.member_id == member.id, Pairing.ended_on.is_(None)
    )  # fmt: skip
    pairs = db.session.scalars(mine.options(joinedload(Pairing.representative)).order_by(Pairing.slot)).all()
    names = spoken_names((pairing.member_id, member.id))
    return [*open_place(ledger, pairing, member, pairs, names), *exchanges(ledger, pairing, pairs, names)]


def open_place(
    ledger: Ledger, pairing: Pairing, member: Member, pairs: list[Pairing], names: Mapping[int, str]
) -> Iterator[MoveOption]:
    """His first open place, if he has one."""
    filled = {one.slot for one in pairs}
    free = [slot for slot in range(1, places_of(pairing.plan.year, member.id) + 1) if slot not in filled]
    if free:
        gone, new = (pairing.member_id, pairing.representative_id), (member.id, pairing.representative_id)
        change = change_cost(ledger.instance, ledger.pairs, [gone], [new], names)
        yield MoveOption(f"place-{free[0]}", f"放在空着的第 {free[0]} 位", free[0], None, change)


def exchanges(
    ledger: Ledger, pairing: Pairing, pairs: list[Pairing], names: Mapping[int, str]
) -> Iterator[MoveOption]:
    """Each of his pairs that could come back in exchange."""
    locked, banned = settled_pairs(LOCK), ledger.instance.forbidden
    for one in pairs:
        mine, theirs = (pairing.member_id, pairing.representative_id), (one.member_id, one.representative_id)
        crossed = [(mine[0], theirs[1]), (theirs[0], mine[1])]
        if one.representative.left_on or theirs in locked or set(crossed) & banned:
            continue
        change = change_cost(ledger.instance, ledger.pairs, [mine, theirs], crossed, names)
        words = f"和第 {one.slot} 位{one.representative.name}互换"
        yield MoveOption(f"pair-{one.id}", words, one.slot, one, change)
