"""A file is what its bytes say; its name is a word to be shown, and what leaves the house does nothing by itself."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from liaison.contacts.models import Contact
from liaison.core.errors import Refused
from liaison.files import actions
from liaison.files.rules import clean_file
from liaison.roster.models import Member, Representative
from tests.files.test_rules import HOSTILE, PDF, picture
from tests.hostile.strings import in_path, items
from tests.roster.views.test_imports import book, checked, row, upload
from tests.taking_out import take_out

SCRIPT = "<img src=x onerror=alert(1)>"
FORMULAS = ("=1+1", "=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"https://evil.example\")")

pytestmark = pytest.mark.sqlite


def test_k05_no_file_is_found_by_a_path(app, browser, people, make, limits, tmp_path):
    limits("upload=1000/60")
    by_path = {rule.rule for rule in app.url_map.iter_rules() if "<path:" in rule.rule}
    assert by_path == {"/static/<path:filename>"}
    client = browser(people.office)
    for word in ("../wsgi.py", "..\\wsgi.py", "/etc/passwd", "....//wsgi.py", "../config.py"):
        for path in (f"/static/{in_path(word)}", f"/static/{word}", f"/files/{in_path(word)}"):
            assert client.get(path, follow_redirects=True).status_code == 404, path
    for name in (*items("filenames"), "../../secret_key"):
        [kept] = actions.keep_files(make(Contact), actions.Bundle([(name, PDF)], tmp_path), people.office.actor)
        assert re.fullmatch(r"[0-9a-f]{32}\.pdf", kept.stored_as)
        assert actions.path_of(kept, tmp_path).resolve().is_relative_to(tmp_path.resolve())


def test_k12_a_script_in_an_imported_book_is_only_shown(browser, people, db):
    client = browser(people.office)
    address = checked(client, row(姓名=SCRIPT), row(工作单位及职务=SCRIPT, 联系电话="15400009002"))
    html = client.get(address).text
    assert "&lt;img" in html and "<img src=x" not in html


def test_k13_a_script_in_the_name_of_a_file_is_only_shown(browser, people, make, app):
    client = browser(people.office)
    for name in (f"{SCRIPT}.xlsx", '"><svg onload=alert(1)>.xlsx', "a\r\nX-Evil: 1.xlsx"):
        answer = upload(client, book(row()), name=name)
        shown = client.get(answer.location) if answer.location else answer
        assert "<img src=x" not in shown.text and "<svg onload" not in shown.text and "X-Evil" not in answer.headers
    bundle = actions.Bundle([(f"{SCRIPT}\r\nX-Evil: 1.pdf", PDF)], app.config["INSTANCE"])
    [kept] = actions.keep_files(make(Contact), bundle, people.office.actor)
    answer = client.get(f"/files/{kept.id}")
    assert answer.status_code == 200 and "X-Evil" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]


def test_k14_no_attachment_is_a_page(app, browser, people, make):
    page = b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF\n"
    bundle = actions.Bundle([("a.html", page), ("b.html", picture())], app.config["INSTANCE"])
    kept = actions.keep_files(make(Contact), bundle, people.office.actor)
    for one in kept:
        answer = browser(people.office).get(f"/files/{one.id}")
        assert answer.mimetype in ("application/pdf", "image/jpeg")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_k15_no_cell_that_goes_out_is_a_formula(browser, people, make):
    for words in FORMULAS:
        make(Representative, unit_title=words)
        make(Member, unit=words)
    for path in ("/representatives/export", "/members/export"):
        content = BytesIO(take_out(browser(people.office), path).data)
        cells = [cell for line in load_workbook(content).active.iter_rows() for cell in line if cell.value in FORMULAS]
        assert {cell.value for cell in cells} == set(FORMULAS), path
        assert {cell.data_type for cell in cells} == {"s"}, path
        with ZipFile(content) as parts:
            sheets = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
        assert b"<f>" not in sheets and b"<f " not in sheets and b"<hyperlink" not in sheets


def test_k16_the_ending_of_a_name_says_nothing(make, people, tmp_path):
    for name in ("a.pHaR", "a.PhP", "a.svg", "a.jpg.exe"):
        [kept] = actions.keep_files(make(Contact), actions.Bundle([(name, PDF)], tmp_path), people.office.actor)
        assert (kept.mime, actions.path_of(kept, tmp_path).suffix) == ("application/pdf", ".pdf")
    drawn = (HOSTILE / "f01_script.svg").read_bytes()
    for content in (b"<?php system($_GET[0]);", drawn, b"MZ\x90\x00", b"PK\x03\x04"):
        with pytest.raises(Refused):
            clean_file(content)
        with pytest.raises(Refused):
            actions.keep_files(make(Contact), actions.Bundle([("a.jpg", content)], tmp_path), people.office.actor)
