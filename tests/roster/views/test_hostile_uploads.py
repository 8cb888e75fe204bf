"""Hostile files handed in on the page: what is no table is refused beside the field, and nothing of it is kept."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison.roster.models import ImportBatch

pytestmark = pytest.mark.sqlite  # a bad file is refused before any database is asked
HOSTILE = Path(__file__).parents[2] / "data" / "hostile"
# These are tables; what they lack is asked on the page where headings are matched, or said when their rows are read.
ASKED_LATER = ("MISSING_COLUMN", "NO_ROWS", "STRICT_OOXML")


def hostile_tables():
    """The lines of the list of hostile tables: (path, whether it is refused at once)."""
    with (HOSTILE / "tables.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(HOSTILE / "files" / row["file"], row["outcome"] == "reject" and row["code"] not in ASKED_LATER)
            for row in rows]  # fmt: skip


def hostile_attachments():
    """The hostile pictures; no picture is a table, whatever it is called."""
    return [(path, True) for path in sorted(HOSTILE.glob("f*.*"))]


@pytest.mark.parametrize(("path", "is_refused"), [*hostile_tables(), *hostile_attachments()],
                         ids=lambda one: one.name if isinstance(one, Path) else "")  # fmt: skip
def test_a_hostile_file_is_asked_about_or_refused_on_the_page(browser, people, db, path, is_refused):
    client = browser(people.office)
    sent = {"file": (io.BytesIO(path.read_bytes()), path.name)}
    answer = client.post("/imports/new?kind=representatives", data=sent, content_type="multipart/form-data")
    assert answer.status_code == (409 if is_refused else 302)
    if is_refused:
        assert 'id="e-file"' in answer.get_data(as_text=True) and "请" in client.page.words
        assert db.session.scalars(select(ImportBatch)).all() == []
    else:
        assert client.get(answer.location).status_code == 200
