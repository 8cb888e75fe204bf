"""Two towns with the same kinds of things, the second come later, for test_other_towns.py and test_foreign_ids.py."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask.testing import FlaskClient
from openpyxl import load_workbook

from liaison.access import Role
from liaison.casework.models import UrgingNotice
from liaison.casework.workflow import CASEWORK, MERGED
from liaison.core import clock
from liaison.core.db import db as database
from liaison.orgs.models import Area, Organisation, Sector
from liaison.roster.models import Representative
from tests.conventions.owners import casts, library_of, routes
from tests.conventions.samples import Samples
from tests.conventions.test_exports import is_export
from tests.conventions.test_matrix import secret_of, told_by
from tests.databases import keep_aside, put_back
from tests.factories import People, first, make_row
from tests.taking_out import COLUMN

EVERYBODY = ("member", "clerk", "director", "unit_leader", "handler", "librarian")
Pages = dict[str, tuple[int, Any]]
TRACE = "外镇暗记"  # in the title, text or name of each thing of the other town
TAKEN_OUT = "workbook of "
TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
ASKED = "q", "word", "words", "who"


@dataclass
class Towns:
    """The database before and after the other town's things came, and what its ids are."""

    app: Any
    before: bytes | str
    after: bytes | str
    secrets: dict[str, str]
    foreign: dict[str, Any]
    addresses: dict[str, str]  # route → where one's own thing of it lies
    seen_before: dict[str, Pages] = field(default_factory=dict)

    def first_seen(self, name: str) -> Pages:
        """What this person sees before the other town's things came, fetched once; pages shut to him are left out."""
        if name not in self.seen_before:
            found = self.pages(name, self.before, self.routes())
            self.seen_before[name] = {route: page for route, page in found.items() if page[0] != 404}
        return self.seen_before[name]

    def pages(self, name: str, image: bytes | str, routes: Iterable[str], **asked: Any) -> Pages:
        """`{route: (status, what is seen)}`, asked for the same everywhere."""
        put_back(image)
        client = FlaskClient(self.app, self.app.response_class)
        client.set_cookie(self.app.config["SIGN_IN_COOKIE"], self.secrets[name])
        return {route: self.fetched(client, route, asked) for route in routes}

    def fetched(self, client: FlaskClient, route: str, asked: dict[str, Any]) -> tuple[int, Any]:
        """One page, or the workbook that it gives, in a context of its own."""
        with self.app.app_context():
            if not route.startswith(TAKEN_OUT):
                return seen(client.get(route, query_string=asked))
            address = route.removeprefix(TAKEN_OUT)
            keys = COLUMN.findall(client.get(address, query_string=asked).get_data(as_text=True))
            return seen(client.post(address, query_string=asked, data={"columns": keys}))

    def forms(self) -> Iterator[tuple[str, str]]:
        """(route, address) of every page that shows a form and takes it in."""
        for rule in self.app.url_map.iter_rules():
            address = self.addresses.get(rule.rule, "" if rule.arguments else rule.rule)
            is_gated = hasattr(self.app.view_functions[rule.endpoint], "permission")
            if is_gated and address and {"GET", "POST"} <= set(rule.methods):
                yield rule.rule, address

    @cached_property
    def rows(self) -> dict[str, Any]:
        """`{table: its rows}` as at first."""
        return told_by(self.after)

    def routes(self) -> Iterator[str]:
        """The pages that can be fetched and have nothing in their address."""
        for rule in self.app.url_map.iter_rules():
            is_gated = hasattr(self.app.view_functions[rule.endpoint], "permission")
            if is_gated and not rule.arguments and "GET" in rule.methods:
                yield rule.rule
            if is_gated and not rule.arguments and is_export(rule):
                yield f"{TAKEN_OUT}{rule.rule}"


def seen(answer: Any) -> tuple[int, Any]:
    """The status and what can be read: the cells of a workbook, the text of a page."""
    if answer.mimetype.endswith("sheet"):
        book = load_workbook(io.BytesIO(answer.data), read_only=True)
        rows = [[str(cell) for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
        return answer.status_code, [[TIME.sub("", cell) for cell in row] for row in rows]
    words = answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "application/json")) else ""
    return answer.status_code, TIME.sub("", re.sub(r'csrf_token" value="[^"]*"', "", words))


def put_things(rows: Samples) -> None:
    """Something of each kind, and a case in every state."""
    for state in sorted({move.starts[0] for move in CASEWORK.moves} - {MERGED}):
        rows.case_in(state)
    for part in ("asked", "asked_to_call", "membership", "row", "line", "pairing", "duty", "message", "sign_in"):
        getattr(rows, part)
    case = rows.case_row
    make_row(
        UrgingNotice, number=f"CB2025{case.id:04d}", case_id=case.id, level=2, cause="超期", demand="请尽快办理",
        unit_id=case.unit_id, issued_by="高远", issued_at=clock.now(), issued_on=clock.today(),
    )  # fmt: skip


def addresses_of(app: Any, own: Samples) -> Iterator[tuple[str, str]]:
    """Where each page of one's own things is."""
    for rule in routes(app):
        yield rule.rule, app.url_map.bind("localhost").build(rule.endpoint, dict(own.values(rule)))


def leave_trace(rows: Samples) -> None:
    """Mark what must be seen nowhere else."""
    for case in rows.cases.values():
        case.title = case.text = case.asker_name = TRACE
    for id_ in {rows.representative, rows.contact_row.representative_id}:
        row = database.session.get(Representative, id_)
        row.name, row.sector = TRACE, first(Sector, name="工商联界")


def two_towns(app: Any, blank: Any) -> Iterator[Towns]:
    """Two towns with the same kinds of things, the second come later."""
    with app.app_context():
        put_back(blank)
        people, others = People(), People()
        everybody = people.everybody()
        others.__dict__.update({**everybody, **casts(people)["u"], **casts_of_other_town(people)})
        secrets = {name: secret_of(everybody[name]) for name in (*EVERYBODY, "office")}
        own, far = Samples(people), Samples(others)
        with app.test_request_context():
            put_things(own)
            plan, addresses = own.plan, dict(addresses_of(app, own))
            database.session.commit()
            before = keep_aside("before")
            far.__dict__["plan"] = plan
            put_things(far)
            leave_trace(far)
            foreign = ids_of(far)
            database.session.commit()
        yield Towns(app, before, keep_aside("after"), secrets, foreign, addresses)
        put_back(blank)


def casts_of_other_town(people: People) -> dict[str, Any]:
    """Who keeps the other town's things."""
    far = people.seat("袁静", Role.LIBRARIAN, "李堡镇政协工委", library_id=library_of("李堡镇"))
    return {"member": people.other_member, "clerk": people.other_clerk, "librarian": far}


def ids_of(far: Samples) -> dict[str, Any]:
    """What an address could ask for of the other town."""
    town = first(Area, name="李堡镇")
    committee = first(Organisation, name="李堡镇政协工委").id
    return {
        "member": far.member, "committee": committee, "organisation": committee, "area": town.id, "town": town.id,
        "unit": far.people.unit_leader.seat.organisation_id, "library": far.library, "rep": far.representative,
        "people": far.representative, "case": far.case, "row": far.row, "seat": far.seat, "user": far.user,
        "batch": far.batch, "case_id": far.case_row.id, "section": far.section, **dict.fromkeys(ASKED, TRACE[:2]),
    }  # fmt: skip
