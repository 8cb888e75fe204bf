"""What proves a record: files of its own, of those written down with it, of its activity; and whose eyes see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.core.db import db
from liaison.files.models import Attachment
from liaison.files.queries import attachments_of, seen_through
from liaison.performance.models import Deed, Gathering, SharedProof
from liaison.performance.queries.deeds import files_count
from liaison.performance.queries.facts import AT_COMMITTEE, members_counted_for
from liaison.performance.queries.gatherings import gathering_for


def deeds_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Records of members in sight, and those that the actor's own committee wrote down or held the activity of."""
    if actor.role not in AT_COMMITTEE or actor.organisation_id is None:
        return members_counted_for(actor)
    held = select(Gathering.id).where(Gathering.organisation_id == actor.organisation_id)
    written = Deed.organisation_id == actor.organisation_id
    return or_(members_counted_for(actor), written, Deed.gathering_id.in_(held))


def deed_shown(actor: Actor, deed_id: int) -> Deed | None:
    """A record with what its page says of it, voided or not, if the actor may see it."""
    return first_shown(actor, Deed.id == deed_id)


def first_shown(actor: Actor, wanted: ColumnElement[bool]) -> Deed | None:
    """The first record of these that the actor may see."""
    statement = (
        select(Deed).join(Deed.member).where(wanted, deeds_seen_by(actor)).order_by(Deed.id).limit(1)
        .options(joinedload(Deed.member), joinedload(Deed.organisation))
    )  # fmt: skip
    deed = db.session.scalars(statement).first()
    return deed if deed and allowed(actor, "proof.view", deed) else None


def proof_shown(actor: Actor, proof_id: int) -> Deed | None:
    """A record that these files prove, if the actor may see one."""
    return first_shown(actor, Deed.proof_id == proof_id)


def sheet_shown(actor: Actor, gathering_id: int) -> Gathering | Deed | None:
    """The activity of a sign-in sheet, if the actor sees it, or a record that came of it."""
    gathering = gathering_for(actor, gathering_id) if allowed(actor, "deed.view") else None
    return gathering or first_shown(actor, Deed.gathering_id == gathering_id)


seen_through(Deed.__tablename__, deed_shown)
seen_through(SharedProof.__tablename__, proof_shown)
seen_through(Gathering.__tablename__, sheet_shown)


def things_with_files(deed: Deed) -> list[Any]:
    """What the files of a record may hang on: itself, those written down with it, its activity."""
    return [thing for thing in (deed, deed.proof, deed.gathering) if thing]


def proofs_of(deed: Deed) -> list[Attachment]:
    """The files that prove a record, its own first."""
    return attachments_of(*things_with_files(deed))


def written_with(deed: Deed) -> int:
    """How many records share the files that came with this one; itself among them."""
    if deed.proof_id is None:
        return 1
    return db.session.scalar(select(func.count(Deed.id)).where(Deed.proof_id == deed.proof_id)) or 1


def files_behind(lines: Iterable[Any]) -> dict[str, int]:
    """`{source: how many files prove it}` of the lines that come of a record."""
    sources = (line.source.partition(":") for line in lines)
    ids = {int(key) for kind, _colon, key in sources if kind == Deed.__tablename__}
    found = db.session.execute(select(Deed.id, files_count()).where(Deed.id.in_(ids))) if ids else ()
    return {f"{Deed.__tablename__}:{key}": number for key, number in found}
