"""What was typed, whatever it is, is what is stored, shown and handed out: a sample here, all in `make soak`."""

from __future__ import annotations

from html import unescape
from random import Random
from urllib.parse import parse_qsl

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape as plain
from sqlalchemy import select

from liaison.core import text
from liaison.roster.models import Library, Membership, Representative
from tests.factories import first
from tests.hostile.forms import forms_of
from tests.hostile.strings import in_body, naughty
from tests.hostile.test_strings import IS_SAMPLE, SEED

LONGEST = 1_000


def words():
    """What fits into a remark and is not blank."""
    fit = dict.fromkeys(as_read(word) for word in naughty() if len(word) < LONGEST and text.paragraphs(word))
    said = [word for word in fit if "None" not in word.split()]  # which no page may show, as a test of its own says
    return Random(SEED).sample(said, 25) if IS_SAMPLE else said


def as_read(word):
    """What is left of it on the way: Werkzeug writes halves of characters out as %ED%A0%80."""
    sent = in_body([("remark", word)]).decode("ascii")
    return parse_qsl(sent, keep_blank_values=True, errors="werkzeug.url_quote")[0][1]


def posted(client, person, word):
    """Change the remark as a browser does; gives the page where it is shown afterwards."""
    address = f"/representatives/{person.id}/edit"
    form = next(one for one in forms_of(client.get(address).text).forms if "remark" in one.cells)
    hidden = {name: value for name, value in form.cells.items() if name == "version"}
    stands = {"name": person.name, "phone": person.phone.full} | {k: str(getattr(person, k)) for k in IDS}
    body = in_body([*(hidden | stands | {"remark": word}).items()])
    return client.post(address, data=body, content_type="application/x-www-form-urlencoded")


IDS = ("sector_id", "identity_type_id", "area_id", "village_id")


@pytest.mark.sqlite
def test_what_was_typed_is_stored_shown_and_exported(app, db, make, people, browser, tmp_path):
    client, typed = browser(people.office), words()
    rows = {word: make(Representative, name="王" + "甲乙丙丁戊己庚辛壬癸"[n % 10]).id for n, word in enumerate(typed)}
    for number in rows.values():
        make(Membership, representative_id=number, library_id=first(Library, code="Z06").id)
    for word, number in rows.items():
        answer = posted(client, db.session.get_one(Representative, number), word)
        assert answer.status_code == 302, f"{word!r}: {answer.status_code} {client.page.words[:300]}"
        stored = db.session.scalar(select(Representative.remark).where(Representative.id == number))
        assert stored == text.paragraphs(word)
        assert stored in unescape(client.get(f"/representatives/{number}").text), repr(word)
    output = tmp_path / "a.xlsx"
    result = app.test_cli_runner().invoke(args=["export", "roster", "--output", str(output)])
    assert result.exit_code == 0, result.output
    found = {cell.value: cell.data_type for row in load_workbook(output).active.iter_rows(min_row=3) for cell in row}
    stored = {text.plain_cell(text.paragraphs(word)) for word in typed}
    lost = stored - {plain(cell) if isinstance(cell, str) else cell for cell in found}
    assert not lost, sorted(lost)[:10]
    assert {kind for cell, kind in found.items() if cell in stored} == {"s"}
