"""Writing a sentence of a page anew, and going back to what stood there."""

from __future__ import annotations

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.models.flows import Wording
from liaison.casework.rules.wordings import Phrase
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused


def reword(phrase: Phrase, words: str, actor: Actor) -> None:
    """Let a sentence say this from now on; its default is the same as going back."""
    if len(words) > phrase.most:
        sentence = f"最多 {phrase.most} 个字，现在 {len(words)} 个，请写短些"
        raise Refused(sentence, {"text": sentence})
    row = wording_of(phrase)
    if words == phrase.default:
        restore_wording(phrase, actor)
        return
    before = row.text if row else phrase.default
    if row is None:
        row = Wording(key=phrase.key)
        db.session.add(row)
    row.text, row.changed_at = words, clock.now()
    db.session.flush()
    record("wording.change", row, actor, label=phrase.title, changes={"text": [before, words]})


def restore_wording(phrase: Phrase, actor: Actor) -> None:
    """恢复默认; nothing happens where nothing was changed."""
    row = wording_of(phrase)
    if row is not None:
        record("wording.change", row, actor, label=phrase.title, changes={"text": [row.text, phrase.default]})
        db.session.delete(row)


def wording_of(phrase: Phrase) -> Wording | None:
    """What the office wrote in its place."""
    return db.session.scalar(select(Wording).where(Wording.key == phrase.key))
