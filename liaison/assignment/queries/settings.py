"""What counts how much in a year: the newest version that the office saved, else what is shipped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.assignment.models import PlanPreview, PlanSetting
from liaison.assignment.rules import Settings
from liaison.config import ROOT
from liaison.core.db import db
from liaison.orgs.models import IdentityType, ListRow, Sector
from liaison.roster.models import Library

DEFAULTS = ROOT / "seed" / "plan_defaults.json"


def settings_for(year: int, setting: PlanSetting | None = None) -> Settings:
    """What counts in a year: of the version given, else of the one that holds, else as shipped."""
    found = setting or setting_of(year)
    return Settings.from_json(found.values) if found else shipped_settings()


def setting_of(year: int) -> PlanSetting | None:
    """The newest version of a year, or of the newest year before it; None where the office never saved one."""
    order = (PlanSetting.year.desc(), PlanSetting.number.desc())
    return db.session.scalar(select(PlanSetting).where(PlanSetting.year <= year).order_by(*order).limit(1))


def settings_of(year: int) -> Sequence[PlanSetting]:
    """The versions of a year, the newest first."""
    return db.session.scalars(
        select(PlanSetting).where(PlanSetting.year == year).order_by(PlanSetting.number.desc())
    ).all()


def preview_for(actor: Actor, preview_id: int) -> PlanPreview | None:
    """The preview of this id, for whoever asked for it."""
    preview = db.session.get(PlanPreview, preview_id)
    return preview if preview and preview.made_by_id == actor.user_id else None


def shipped_settings() -> Settings:
    """The settings as shipped; words that a county's own lists do not know are left out."""
    sectors, types, libraries = names_of(Sector), names_of(IdentityType), names_of(Library)
    shipped = shipped_words()
    return Settings.from_json({
        "related": [pair for words in shipped["related"] if len(pair := list(ids_of(words, sectors))) == len(words)],
        "focuses": [
            {**focus, "id": n, "identity_types": list(ids_of(focus["identity_types"], types)),
             "libraries": list(ids_of(focus["libraries"], libraries))}
            for n, focus in enumerate(shipped["focuses"], start=1)
        ],
    })  # fmt: skip


@cache
def shipped_words() -> dict[str, Any]:
    """The shipped settings in words, as the file has them."""
    return json.loads(DEFAULTS.read_text(encoding="utf-8"))


def names_of(model: type[ListRow]) -> dict[str, int]:
    """`{name: id}` of a list's rows in use."""
    rows = select(model.name, model.id).where(model.is_active).order_by(model.id.desc())
    return dict(db.session.execute(rows).all())


def ids_of(words: Iterable[str], known: dict[str, int]) -> Iterator[int]:
    """The ids of those words that are known."""
    return (known[word] for word in words if word in known)
