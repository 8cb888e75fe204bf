"""Keeping what proves a record: files that come with it or later, and the sign-in sheet of an activity."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files.actions import Bundle, keep_files, names_of
from liaison.files.models import Attachment
from liaison.performance.models import Deed, Gathering, SharedProof

NOTHING_CHOSEN = "请选要加的照片或 PDF"


def label_of(deed: Deed) -> str:
    """What events call a record: 会议活动“座谈会”."""
    return f"{deed.kind}“{deed.title}”"


def keep_with(deeds: Sequence[Deed], files: Bundle | None, actor: Actor) -> None:
    """Keep the files that came with records written down at once; those of several members hang on all of them."""
    if files is None or not names_of(files, actor):
        return
    first = deeds[0]
    thing: Deed | SharedProof = first
    if len(deeds) > 1:
        thing = SharedProof(title=label_of(first), made_at=clock.now())
        db.session.add(thing)
        for deed in deeds:
            deed.proof = thing
    keep_files(thing, files, actor, label_of(first))


def add_proofs(deed: Deed, files: Bundle, actor: Actor) -> list[Attachment]:
    """Add files to one record; what it has stays. Raises Refused beyond six, and for a record that is void."""
    if deed.is_void:
        raise Refused("这条记录已经作废，不能再加附件。")
    names = chosen(files, actor)
    kept = keep_files(deed, files, actor, label_of(deed), beside=[deed.proof] if deed.proof else [])
    record("deed.prove", deed, actor, label=label_of(deed), changes={"files": [None, names]})
    return kept


def add_sheet(gathering: Gathering, files: Bundle, actor: Actor) -> list[Attachment]:
    """Add the sign-in sheet of an activity; it proves every record that comes of it."""
    if gathering.is_cancelled:
        raise Refused("这次活动已经取消了。")
    names = chosen(files, actor)
    kept = keep_files(gathering, files, actor, gathering.title)
    record("gathering.prove", gathering, actor, changes={"files": [None, names]})
    return kept


def chosen(files: Bundle, actor: Actor) -> list[str]:
    """What the chosen files are called; refused where there is none."""
    names = names_of(files, actor)
    if not names:
        raise files.refused(NOTHING_CHOSEN)
    return names
