"""Every workbook that goes out of a page: no formula, link, hidden sheet or name of an author, and whose copy it is.

The routes are asked of the program, so that a new export is looked at without being named here.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

import pytest
from werkzeug.routing import Rule

from liaison.access import SYSTEM
from liaison.access.table import NEVER_BY_PROXY, STEP_UP
from liaison.accounts.models import Export
from liaison.core.db import db as database
from liaison.performance.actions import compute_year, publish_scheme
from liaison.roster.models import Representative
from tests.conventions.samples import YEAR, Samples
from tests.taking_out import COLUMN

# Blank forms and lists without people: they are numbered no copies.
NO_COPIES = {"orgs.download", "roster.import_template", "roster.import_errors", "performance.scheme_sheet"}
HARMFUL = re.compile(
    rb"<f[ >/]|<hyperlink|externalLink|oleObject|vbaProject|<legacyDrawing|state=.(?:hidden|veryHidden)"
    rb"|<cp:lastModifiedBy>|<Company>|<Manager>|connections.xml"
)
CREATOR = re.compile(r"<dc:creator[^>]*>([^<]*)</dc:creator>")
TIMES = re.compile(r"<dcterms:\w+[^>]*>([^<]*)")
MOBILE = re.compile(rb"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")

pytestmark = pytest.mark.sqlite


def is_export(rule: Rule) -> bool:
    """Whether a workbook of ours comes from there."""
    return "POST" in rule.methods and ("export" in rule.rule.rpartition("/")[2] or rule.rule.endswith(
        ("/committees", "papers.xlsx", "conservation.xlsx", "scores.xlsx")))  # fmt: skip


@pytest.fixture
def books(app: Any, db: Any, people: Any, browser: Any) -> dict[str, bytes]:
    """`{route: the workbook that it gives}` of every export, as the person who may have it takes it out."""
    samples, found = Samples(people), {}
    person = db.session.get(Representative, samples.representative)
    person.unit_title, person.remark = '=HYPERLINK("http://127.0.0.1:9")', "@SUM(1)\x0b\x07_x000B_"
    samples.pairing, samples.membership, samples.contact_row, samples.case_row  # noqa: B018
    publish_scheme(samples.scheme_row, people.office.actor)
    compute_year(YEAR, SYSTEM)
    clients = [browser(people.office), browser(people.auditor)]
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if is_export(rule)]
        places = [app.url_map.bind("x").build(rule.endpoint, dict(samples.values(rule))) for rule in rules]
    for rule, place in zip(rules, places, strict=True):
        page = clients[0].get(place) if "GET" in rule.methods else None
        keys = COLUMN.findall(page.text) if page else []
        answers = [client.post(place, data={"columns": keys}) for client in clients]
        found[rule.rule] = next((one.data for one in answers if one.mimetype.endswith("sheet")), b"")
    return found


def test_every_export_is_harmless_masked_and_registered(app, db, books):
    assert len(books) >= 10 and not [route for route, content in books.items() if not content]
    given = set(db.session.scalars(database.select(Export.sha256)))
    assert {hashlib.sha256(content).hexdigest() for content in books.values()} <= given
    for route, content in books.items():
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            inside = {name: parts.read(name) for name in parts.namelist()}
            assert {entry.date_time[0] for entry in parts.infolist()} == {1980}, route
        whole = b"".join(inside.values())
        assert not HARMFUL.search(whole), f"{route}: {HARMFUL.search(whole)}"
        assert not MOBILE.search(whole), f"{route}: a whole number"
        core = inside["docProps/core.xml"].decode()
        assert CREATOR.findall(core) == ["委员联系界别群众工作平台"], route
        assert set(TIMES.findall(core)) == {"2000-01-01T00:00:00Z"}, route
        assert b"DC-" in inside["docProps/custom.xml"], route


def test_there_is_one_way_out(app):
    """Whatever page gives a workbook with people goes through the register: no export by GET, which cannot write."""
    got = [rule.rule for rule in app.url_map.iter_rules()
           if rule.rule.endswith(".xlsx") and "GET" in rule.methods and rule.endpoint not in NO_COPIES]  # fmt: skip
    assert got == []


def test_every_export_asks_again_who_one_is_and_is_never_by_proxy(app):
    for rule in filter(is_export, app.url_map.iter_rules()):
        permission = app.view_functions[rule.endpoint].permission
        if permission != "confirmation.list":  # libraries and their numbers, nobody's telephone
            assert permission in STEP_UP and permission in NEVER_BY_PROXY, rule.rule


