"""Files are kept with their row, under made-up names, within limits; a rollback takes them along."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.contacts.models import Contact
from liaison.core.errors import Refused
from liaison.files import actions, queries, rules


def photo() -> bytes:
    """A small photo."""
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return stream.getvalue()


def test_a_photo_is_kept_with_its_row(db: Any, people: Any, make: Any, tmp_path: Path):
    """Bytes, size, digest, who and one event."""
    contact = make(Contact)
    [kept] = actions.keep_photos(contact, [("IMG_1.png", photo())], people.member.actor, tmp_path)
    content = actions.path_of(kept, tmp_path).read_bytes()
    assert (kept.size, kept.mime, kept.added_by) == (len(content), "image/jpeg", people.member.user.id)
    assert "IMG_1" not in str(actions.path_of(kept, tmp_path))
    assert queries.attachments_of(contact) == [kept]
    assert db.session.scalars(select(Event.verb).where(Event.thing == "attachment")).all() == ["file.keep"]


def test_a_rollback_removes_the_bytes_and_a_commit_keeps_them(db: Any, people: Any, make: Any, tmp_path: Path):
    """No row, no file; and a later rollback touches nothing that was saved."""
    contact = make(Contact)
    db.session.commit()
    [lost] = actions.keep_photos(contact, [("a.png", photo())], people.member.actor, tmp_path)
    path = actions.path_of(lost, tmp_path)
    db.session.rollback()
    assert not path.exists()
    [kept] = actions.keep_photos(contact, [("b.png", photo())], people.member.actor, tmp_path)
    db.session.commit()
    db.session.rollback()
    assert actions.path_of(kept, tmp_path).exists()


def test_three_for_one_thing_and_so_many_a_day(
    people: Any, make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Counted with those that are there already."""
    actor, contact, sent = people.member.actor, make(Contact), [("a.png", photo())]
    actions.keep_photos(contact, sent * 2, actor, tmp_path)
    with pytest.raises(Refused, match="最多 3 张") as refusal:
        actions.keep_photos(contact, sent * 2, actor, tmp_path)
    assert "photos" in refusal.value.fields
    monkeypatch.setattr(rules, "MOST_A_DAY", 2)
    with pytest.raises(Refused, match="明天再传"):
        actions.keep_photos(make(Contact), sent, actor, tmp_path)


@pytest.mark.parametrize(("sent", "shown"), [
    ("../../etc/passwd", "passwd"), ("C:\\照片\\路口.jpg", "路口.jpg"), ("", "照片"), ("a\x00b\n.jpg", "ab .jpg"),
    ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
])  # fmt: skip
def test_names_are_text_only(sent: str, shown: str):
    """Without folders, without what cannot be seen, not too long."""
    assert actions.shown_name(sent) == shown


def test_a_file_that_was_not_restored_is_not_found(
    app: Any, db: Any, browser: Any, people: Any, make: Any
):
    """The row alone is no reason to break down."""
    contact, folder = make(Contact), app.config["INSTANCE"]
    [kept] = actions.keep_photos(contact, [("a.png", photo())], people.office.actor, folder)
    client = browser(people.office)
    assert client.get(f"/files/{kept.id}").status_code == 200
    actions.path_of(kept, folder).unlink()
    assert client.get(f"/files/{kept.id}").status_code == 404
