"""The same samples as things of several owners, and who they all are, for test_owners.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from liaison.access import Actor, Role
from liaison.access.table import allowed
from liaison.accounts.models import Proxy, Seat, SignIn, User
from liaison.assignment.models import Plan
from liaison.casework.models import CoUnit, PublicRequest
from liaison.core import clock
from liaison.core.db import db as database
from liaison.jobs.models import Job
from liaison.notices.models import Message
from liaison.orgs.models import Area, Organisation, Section
from liaison.roster.models import ImportBatch, Library, Member, Membership, Representative, Term
from tests.conventions.samples import Samples
from tests.factories import People, Person, first, make_row

OWNERS = {
    "m": "the actor's very own: a job, a message or a book of his account",
    "o": "of 陈立平, 曲塘镇, 城建科 of 市住房和城乡建设局, library M10",
    "t": "of the same town and unit, but another member's, another section's and another library",
    "x": "of 李堡镇 and one of its members, at the same unit",
    "u": "of 陈立平 and 曲塘镇, but at 市交通运输局",
    "h": "as u, but 市住房和城乡建设局 helps and owes an opinion",
    "b": "of 陈立平 and 曲塘镇, and not yet handed over to any unit",
    "e": "as o, but over: the member left, the seat, the membership, the plan and the absence have ended",
    "g": "as o, but gone: voided, merged into another, disabled or undone",
}
PER_PERSON = {"job", "message", "batch"}
WITHOUT_OWNER = {
    "proposal", "listing", "kind", "number", "year", "slot", "phrase", "filename", "limit", "code", "role", "entry",
    "scheme", "scheme_item", "board", "figure", "pass_code",
    "target",
}  # fmt: skip


@dataclass
class World:
    """A program with one thing of each kind of one owner, and somebody of each role."""

    app: Any
    owner: str
    actors: Mapping[str, Actor]
    secrets: Mapping[str, str]
    values: Mapping[str, Mapping[str, Any]]  # route → the values of its parts
    own: Mapping[tuple[str, str], int]  # (part, person) → the thing of his account
    seen: dict[tuple[Any, str, Any], Any] = field(default_factory=dict)  # what was asked for already

    def parts(self, rule: Rule, name: str) -> Mapping[str, Any]:
        """The values of a route's parts, as this person would find them."""
        return {part: self.own.get((part, name), value) for part, value in self.values[rule.rule].items()}

    def is_let_in(self, rule: Rule, name: str) -> bool:
        """Whether the gate of this route opens to this person."""
        view, parts = self.app.view_functions[rule.endpoint], self.parts(rule, name)
        things = [self.found(finder, name, parts[part]) for part, finder in view.finders.items() if part in parts]
        return all(thing is not None for thing in things) and allowed(self.actors[name], view.permission, *things[:1])

    def found(self, finder: Any, name: str, value: Any) -> Any:
        """What a finder of a gate gives this person for this value of the address."""
        key = finder, name, value
        if key not in self.seen:
            self.seen[key] = finder(self.actors[name], value)
        return self.seen[key]

    def status(self, rule: Rule, name: str, method: str) -> int:
        """What this person gets from the page itself."""
        client = FlaskClient(self.app, self.app.response_class)
        client.set_cookie(self.app.config["SIGN_IN_COOKIE"], self.secrets[name])
        with self.app.test_request_context():
            address = self.app.url_map.bind("localhost").build(rule.endpoint, dict(self.parts(rule, name)), method)
        database.session.rollback()  # or the request would wait for what was asked of the gate
        with self.app.app_context():  # of its own: what a request remembers is forgotten with it
            return client.open(address, method=method).status_code


def routes(app: Any) -> Iterator[Rule]:
    """The routes with something in their address that belongs to somebody."""
    for rule in app.url_map.iter_rules():
        if set(rule.arguments) - WITHOUT_OWNER and hasattr(app.view_functions[rule.endpoint], "permission"):
            yield rule


def ids_of(person: Person) -> tuple[int, int, int | None]:
    """His user, seat and member."""
    return person.user.id, person.seat.id, person.member.id if person.member else None


def read_again(ids: tuple[int, int, int | None]) -> Person:
    """The person, after the database was put back."""
    user, seat, member = ids
    get = database.session.get
    return Person(get(User, user), get(Seat, seat), get(Member, member) if member else None)


def section_of(unit: str, name: str) -> str:
    """A section of this unit, by its name."""
    make_row(Section, organisation_id=first(Organisation, name=unit).id, name=name)
    return name


def casts(people: People) -> dict[str, dict[str, Person]]:
    """Who takes the place of whom, so that the samples are each owner's."""
    house, road = "市住房和城乡建设局", "市交通运输局"
    other_section = people.seat("孙亮", Role.HANDLER, house, section_of(house, "物业科"))
    other_unit = people.seat("秦勇", Role.HANDLER, road, section_of(road, "设施科"))
    former = people.seat("曹明", Role.HANDLER, house, "城建科")
    disabled = people.seat("施华", Role.HANDLER, house, "城建科")
    town = people.seat("张平", Role.LIBRARIAN, "曲塘镇政协工委", library_id=library_of("曲塘镇"))
    far = people.seat("袁静", Role.LIBRARIAN, "李堡镇政协工委", library_id=library_of("李堡镇"))
    return {
        "t": {"member": people.member_named("丁建平"), "handler": other_section, "librarian": town},
        "x": {"member": people.other_member, "clerk": people.other_clerk, "librarian": far},
        "h": {"unit_leader": people.other_unit_leader, "handler": other_unit},
        "u": {"unit_leader": people.other_unit_leader, "handler": other_unit},
        "e": {"member": people.member_named("邱福林"), "handler": former},
        "g": {"handler": disabled},
    }


def library_of(town: str) -> int:
    """The id of a town's library."""
    return first(Library, area_id=first(Area, name=town).id).id


def before_hand_over(rows: Samples) -> None:
    """Nothing has gone to a unit yet."""
    for case in rows.cases.values():
        case.state, case.unit_id, case.section_id, case.transferred_on = "to_hand_over", None, None, None
        case.holder_organisation_id = case.committee_id


def end(rows: Samples) -> None:
    """All that can be over is over since yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    for model, id_, column in (
        (Member, rows.member, "left_on"), (Representative, rows.representative, "left_on"),
        (Representative, rows.first, "left_on"), (Membership, rows.membership, "ended_on"),
        (Proxy, rows.proxy, "ends_on"),
    ):  # fmt: skip
        setattr(database.session.get(model, id_), column, yesterday)
    rows.people.handler.seat.ended_on = yesterday
    database.session.get(Proxy, rows.proxy).starts_on = yesterday
    database.session.get(Plan, rows.plan).state = "ended"
    database.session.get(Term, rows.term).ends_on = yesterday


def undo(rows: Samples) -> None:
    """All that can be taken out is taken out."""
    keeper = make_row(Representative)
    for id_ in (rows.representative, rows.first):
        row = database.session.get(Representative, id_)
        row.left_on, row.merged_into_id = clock.today(), keeper.id
    rows.contact_row.state = "作废"
    for case in rows.cases.values():
        case.state, case.closed_on = "voided", clock.today()
    database.session.get(User, rows.user).is_active = False
    database.session.get(ImportBatch, rows.batch).state = "undone"
    database.session.get(PublicRequest, rows.asked).state = "declined"
    database.session.get(SignIn, rows.sign_in).ended_at = clock.now()


def ask_to_help(rows: Samples) -> None:
    """市住房和城乡建设局 is to give its opinion on each case."""
    house = first(Organisation, name="市住房和城乡建设局").id
    for case in rows.cases.values():
        make_row(CoUnit, case_id=case.id, organisation_id=house)


CHANGES = {"h": ask_to_help, "b": before_hand_over, "e": end, "g": undo}


def own_things(people: Mapping[str, Person]) -> dict[tuple[str, str], int]:
    """A job, a message and a book that is read in, of each account."""
    at = {"made_at": clock.now()}
    job = {"kind": "sample", "title": "导出", "payload": {}, "actor": {}, "back": "/", **at}
    told = {"kind": "plan", "title": "方案定了", "body": "点开看。", "link": "/", **at}
    book = {
        "kind": "representatives", "file_name": "M10.xlsx", "sha256": "0" * 64, "imported_at": clock.now(),
        "imported_by": "", "state": "checking",
    }  # fmt: skip
    own = {}
    for number, (name, person) in enumerate(people.items()):
        own["job", name] = make_row(Job, user_id=person.user.id, key=f"own{number:021d}", **job).id
        own["message", name] = make_row(Message, user_id=person.user.id, **told).id
        own["batch", name] = make_row(ImportBatch, user_id=person.user.id, **book).id
    return own


@dataclass
class Kept:
    """The database with somebody of each role, and who they are."""

    image: bytes | str
    people: Mapping[str, Any]  # name → his ids
    casts: Mapping[str, Mapping[str, Any]]  # owner → who takes whose place: name → his ids
    secrets: Mapping[str, str]

    def people_of(self, owner: str) -> Any:
        """The people whose things the samples of this owner are."""
        wanted = {**self.people, **self.casts.get(owner, {})}
        people = People()
        people.__dict__.update({name: read_again(ids) for name, ids in wanted.items()})
        return people
