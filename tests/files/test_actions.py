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

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photo(size: tuple[int, int] = (8, 8)) -> bytes:
    """A small photo."""
    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, "PNG")
    return stream.getvalue()


def sent(folder: Path, *names: str) -> actions.Bundle:
    """Photos under these names."""
    return actions.Bundle([(name, photo()) for name in names], folder)


def test_a_photo_is_kept_with_its_row(db: Any, people: Any, make: Any, tmp_path: Path):
    """Bytes, size, digest, who and one event."""
    contact = make(Contact)
    [kept] = actions.keep_files(contact, sent(tmp_path, "IMG_1.png"), people.member.actor)
    content = actions.path_of(kept, tmp_path).read_bytes()
    assert (kept.size, kept.mime, kept.added_by) == (len(content), "image/jpeg", people.member.user.id)
    assert "IMG_1" not in str(actions.path_of(kept, tmp_path))
    assert queries.attachments_of(contact) == [kept]
    assert db.session.scalars(select(Event.verb).where(Event.thing == "attachment")).all() == ["file.keep"]


def test_a_rollback_removes_the_bytes_and_a_commit_keeps_them(db: Any, people: Any, make: Any, tmp_path: Path):
    """No row, no file; and a later rollback touches nothing that was saved."""
    contact = make(Contact)
    db.session.commit()
    [lost] = actions.keep_files(contact, sent(tmp_path, "a.png"), people.member.actor)
    paths = actions.path_of(lost, tmp_path), actions.small_path_of(lost, tmp_path)
    assert all(path.exists() for path in paths)
    db.session.rollback()
    assert not any(path.exists() for path in paths)
    [kept] = actions.keep_files(contact, sent(tmp_path, "b.png"), people.member.actor)
    db.session.commit()
    db.session.rollback()
    assert actions.path_of(kept, tmp_path).exists()


def test_six_for_one_thing_and_so_many_a_day(
    people: Any, make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Counted with those that are there already; bytes are counted too."""
    actor, contact = people.member.actor, make(Contact)
    actions.keep_files(contact, sent(tmp_path, *"abcd"), actor)
    with pytest.raises(Refused, match="最多 6 个") as refusal:
        actions.keep_files(contact, sent(tmp_path, *"abc"), actor)
    assert "files" in refusal.value.fields
    monkeypatch.setattr(rules, "MOST_A_DAY", 4)
    with pytest.raises(Refused, match="明天再传"):
        actions.keep_files(make(Contact), sent(tmp_path, "a"), actor)
    monkeypatch.setattr(rules, "MOST_A_DAY", 60)
    monkeypatch.setattr(rules, "MOST_BYTES_A_DAY", 4 * len(photo()))
    with pytest.raises(Refused, match="明天再传"):
        actions.keep_files(make(Contact), sent(tmp_path, "a"), actor)


def test_one_bad_file_keeps_all_out(db: Any, people: Any, make: Any, tmp_path: Path):
    """Its name stands in the sentence, and the others leave nothing behind."""
    contact = make(Contact)
    db.session.commit()
    bundle = actions.Bundle([("好.png", photo()), ("坏.jpg", b"MZ")], tmp_path, "photos")
    with pytest.raises(Refused, match="坏.jpg：这是别的文件") as refusal:
        actions.keep_files(contact, bundle, people.member.actor)
    assert "photos" in refusal.value.fields
    db.session.rollback()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_paper_is_kept_as_it_is_whatever_its_name_says(people: Any, make: Any, tmp_path: Path):
    """A PDF that is called .jpg goes out as .pdf; it has no small picture."""
    bundle = actions.Bundle([("批复.jpg", PDF)], tmp_path)
    [kept] = actions.keep_files(make(Contact), bundle, people.office.actor)
    path = actions.path_of(kept, tmp_path)
    assert (path.read_bytes(), path.suffix, kept.mime, kept.is_picture) == (PDF, ".pdf", "application/pdf", False)
    assert not actions.small_path_of(kept, tmp_path).exists()


@pytest.mark.parametrize(("sent", "shown"), [
    ("../../etc/passwd", "passwd"), ("C:\\照片\\路口.jpg", "路口.jpg"), ("", "照片"), ("a\x00b\n.jpg", "ab .jpg"),
    ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
])  # fmt: skip
def test_names_are_text_only(sent: str, shown: str):
    """Without folders, without what cannot be seen, not too long."""
    assert actions.shown_name(sent) == shown


def test_what_goes_out_can_do_nothing_in_the_browser(
    app: Any, browser: Any, people: Any, make: Any
):
    """As an attachment, in a sandbox, never guessed at; the small picture has 400 pixels at most."""
    folder = app.config["INSTANCE"]
    bundle = actions.Bundle([("a.png", photo((900, 300))), ("批复.jpg", PDF)], folder)
    picture, paper = actions.keep_files(make(Contact), bundle, people.office.actor)
    client = browser(people.office)
    small = client.get(f"/files/{picture.id}/small")
    assert Image.open(BytesIO(small.data)).size == (400, 133)
    named = client.get(f"/files/{paper.id}")
    assert "%E6%89%B9%E5%A4%8D.pdf" in named.headers["Content-Disposition"]
    for answer in (small, named, client.get(f"/files/{paper.id}/small")):
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    actions.small_path_of(picture, folder).unlink()
    assert client.get(f"/files/{picture.id}/small").data == actions.path_of(picture, folder).read_bytes()


def test_a_file_that_was_not_restored_is_not_found(
    app: Any, db: Any, browser: Any, people: Any, make: Any
):
    """The row alone is no reason to break down."""
    contact, folder = make(Contact), app.config["INSTANCE"]
    [kept] = actions.keep_files(contact, sent(folder, "a.png"), people.office.actor)
    client = browser(people.office)
    assert client.get(f"/files/{kept.id}").status_code == 200
    actions.path_of(kept, folder).unlink()
    assert client.get(f"/files/{kept.id}").status_code == 404
