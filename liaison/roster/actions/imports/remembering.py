"""How headings were matched before: found again for the next file, and followed unasked only where nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import plain
from liaison.core import clock
from liaison.core.db import db
from liaison.core.intake.settling import OVERWRITE
from liaison.core.sheets.headers import FAULTS_HEADING, Heading, exact_key
from liaison.core.sheets.receiving import Loaded
from liaison.core.sheets.survey import Survey, headed_rows, survey
from liaison.roster.actions.imports.kinds import ImportKind
from liaison.roster.models import HeaderMapping


@dataclass(frozen=True)
class Known:
    """Headings that somebody matched before. sheet, header_row: where they stand, none where a look finds them itself.

    is_own: whether the actor matched them; is_whole: whether nothing that they mean by themselves is left out.
    """

    sheet: str | None
    header_row: int | None
    mapping: Mapping[str, str]
    policies: Mapping[str, str]
    by: str
    on: str
    is_own: bool
    is_whole: bool

    @property
    def told(self) -> dict[str, Any]:
        """What is told about it on the pages."""
        return {"by": self.by, "on": self.on, "is_own": self.is_own, "is_whole": self.is_whole}


def known_headings(kind: ImportKind, loaded: Loaded, look: Survey, actor: Actor) -> Known | None:
    """How headings of this file were matched last time, wherever they stand. look: the first one, without a mapping."""
    sheet, row, found = place_known(kind, loaded, look)
    if found is None:
        return None
    own = survey(kind.sheet, loaded, sheet_name=sheet, header_row=row)
    is_own = found.user_id is not None and found.user_id == actor.user_id
    is_found = (sheet, row) == (look.sheet, look.header_row)
    return Known(
        None if is_found else sheet, None if is_found else row, dict(found.mapping),
        dict(found.policies) if is_own else {}, found.settled_by, plain(clock.local(found.settled_at).date()),
        is_own, reads_whole(own, found),
    )  # fmt: skip


def place_known(
    kind: ImportKind, loaded: Loaded, look: Survey
) -> tuple[str | None, int | None, HeaderMapping | None]:
    """(tab, last row of the headings, how they were matched); on the tab that was found, whatever was settled last."""
    rows = list(headed_rows(kind.sheet, loaded))
    wanted = HeaderMapping.kind == kind.code, HeaderMapping.fingerprint.in_({one.fingerprint for one in rows})
    known = {one.fingerprint: one for one in db.session.scalars(select(HeaderMapping).where(*wanted))}
    places = [(one.sheet, one.row, known[one.fingerprint]) for one in rows if one.fingerprint in known]
    there = [place for place in places if place[0] == look.sheet]
    if there:
        return max(there, key=lambda place: (place[2].settled_at, place[1] == look.header_row))
    return places[0] if places else (None, None, None)


def reads_whole(own: Survey, found: HeaderMapping) -> bool:
    """Whether each heading is read as what it means by itself, and every column taken from the file."""
    read = keyed(found.mapping)
    means = {exact_key(heading.word): heading.key for heading in own.headings if heading.key}
    return all(read.get(word) == key for word, key in means.items()) and all(
        policy == OVERWRITE for policy in found.policies.values()
    )


def keyed(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping with its headings as they compare; the column that our error workbooks add is none of them."""
    return {exact_key(word): key for word, key in mapping.items() if exact_key(word) != exact_key(FAULTS_HEADING)}


def remember(kind: ImportKind, before: Mapping[str, Any], plan: Mapping[str, Any], actor: Actor) -> None:
    """Keep how these headings were matched, for the next file that has them, in whatever order.

    before: the plan until now; what followed somebody's earlier choice, and may do so unasked, stays that person's.
    """
    told = plan.get("remembered")
    if told and told["is_whole"] and not told["is_own"] and before["policies"] == plan["policies"]:
        return
    fingerprint = Heading(0, 0, written=dict(enumerate(plan["mapping"]))).fingerprint
    wanted = HeaderMapping.kind == kind.code, HeaderMapping.fingerprint == fingerprint
    known = db.session.scalar(select(HeaderMapping).where(*wanted))
    if known is None:
        known = HeaderMapping(kind=kind.code, fingerprint=fingerprint)
        db.session.add(known)
    known.mapping, known.policies = dict(plan["mapping"]), dict(plan["policies"])
    known.settled_by, known.user_id, known.settled_at = actor.name, actor.user_id, clock.now()
