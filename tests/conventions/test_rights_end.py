"""Rights end at the next request (AZ-10): after whatever becomes of seats, terms, absences, accounts and tasks,
an old session may do and see exactly what is reckoned from the rows as they are now.

RIGHTS_STEPS=n in the environment makes the walk longer, RIGHTS_SEED another one.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import select, update

from liaison.access import Role
from liaison.access.table import TABLE, allowed
from liaison.accounts import actions, queries
from liaison.accounts.models import Proxy, Seat, SignIn, User
from liaison.casework.actions.desk import hand_over_seat
from liaison.casework.models import Case
from liaison.casework.queries import cases_visible_to
from liaison.contacts.models import Contact
from liaison.contacts.queries import contacts_visible_to
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.orgs.models import Organisation, Section, Sector
from liaison.roster.actions.members import leave_member, return_member
from liaison.roster.models import Member, Membership, Representative
from liaison.roster.queries import representatives_visible_to
from tests.conventions.rights import NOTHING, Rights, Rows
from tests.factories import first, make_row

STEPS, SEED = int(os.environ.get("RIGHTS_STEPS", "40")), int(os.environ.get("RIGHTS_SEED", "7"))
MORNING = clock.at(clock.today()) + timedelta(hours=9)
GIVEN = [role for role in Role if role not in (Role.ASKER, Role.SYSTEM, Role.MEMBER, Role.LIBRARIAN)]

pytestmark = pytest.mark.sqlite  # who may do what does not depend on the kind of database


@dataclass
class Walk:
    """People who come, go, change places and are away, and their browsers, which stay open."""

    app: Any
    db: Any
    office: Any
    random: random.Random
    now: Any = MORNING
    opened: dict[str, int] = field(default_factory=dict)  # cookie → session
    had: dict[str, Rights] = field(default_factory=dict)  # cookie → what it should have had last time
    deck: list[Any] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def any_of(self, model: Any, *where: Any) -> Any:
        """A row by lot."""
        return self.random.choice(self.db.session.scalars(select(model).where(*where).order_by(model.id)).all())

    def held_seat(self) -> Seat:
        """A seat that is held, by lot; the one from which all is administered is left alone."""
        return self.any_of(Seat, queries.held_now(), Seat.user_id != self.office.user.id)

    def sign_in(self, user: User) -> None:
        """Somebody opens one more browser."""
        session, secret = actions.open_sign_in(user, "127.0.0.1", "test")
        self.db.session.flush()
        self.opened[secret] = session.id

    def come_back(self) -> None:
        """Somebody signs in (again)."""
        user = self.any_of(User, User.is_active)
        if queries.seats_held(user) and user.id != self.office.user.id:
            self.sign_in(user)

    def give(self) -> None:
        """Somebody is seated somewhere else besides."""
        unit = self.any_of(Organisation, Organisation.id.in_(select(Seat.organisation_id)))
        user = self.any_of(User, User.id != self.office.user.id)
        actions.give_seat(user, self.random.choice(GIVEN), self.office.actor, organisation_id=unit.id)

    def end(self) -> None:
        """A seat ends."""
        actions.end_seat(self.held_seat(), self.office.actor)

    def hand_over(self) -> None:
        """A seat goes to another (换人), with the tasks."""
        hand_over_seat(self.held_seat(), self.any_of(User, User.id != self.office.user.id), self.office.actor)

    def close(self) -> None:
        """An account is closed."""
        actions.disable(self.any_of(User, User.is_active, User.id != self.office.user.id), self.office.actor)

    def open_again(self) -> None:
        """One is opened again."""
        actions.enable(self.any_of(User), self.office.actor)

    def leave(self) -> None:
        """A member's term is over."""
        leave_member(self.any_of(Member), self.office.actor, "换届")

    def return_(self) -> None:
        """He serves again."""
        return_member(self.any_of(Member), self.office.actor)

    def be_away(self) -> None:
        """Somebody stands in for a colleague, from today or tomorrow on."""
        seat, other = self.held_seat(), self.held_seat().user
        first_day = clock.today() + timedelta(days=self.random.randint(0, 1))
        by = self.random.choice([self.office.actor, queries.actor_in(seat.user, seat)])
        actions.appoint_proxy(
            seat.user, by, to_user_id=other.id, starts_on=first_day, reason="请假",
            ends_on=first_day + timedelta(days=self.random.randint(0, 2)),
            seat_id=self.random.choice([None, seat.id]), is_cases_only=self.random.random() < 0.3,
        )  # fmt: skip

    def come_home(self) -> None:
        """An absence is ended early."""
        actions.end_proxy(self.any_of(Proxy), self.office.actor)

    def switch(self) -> None:
        """Somebody goes on in another seat that is open to him, his own or another's."""
        secret = self.random.choice([*self.opened])
        session = queries.live_sign_in(secret)
        seats = queries.open_seats(session) if session else []
        if seats:
            chosen = self.random.choice(seats).seat.id
            renewed = actions.switch_seat(session, chosen, queries.actor_of(session))
            self.opened[renewed] = self.opened.pop(secret)

    def move_task(self) -> None:
        """A case goes to another unit, section, handler or committee, or is not signed out yet."""
        case, seat = self.any_of(Case), self.held_seat()
        case.unit_id, case.section_id = seat.organisation_id, seat.section_id
        case.handler_id = self.random.choice([None, seat.user_id])
        case.state = self.random.choice(["handling", "to_sign_out", "to_reply"])
        case.transferred_on = self.random.choice([None, clock.today()])

    def move_house(self) -> None:
        """A member is of another town from now on."""
        member, other = self.any_of(Member), self.any_of(Member)
        member.home_area_id, member.organisation_id = other.home_area_id, other.organisation_id
        member.home_village_id = other.home_village_id

    def sleep(self) -> None:
        """The next day; who was in is in still, as a page that is looked at all the time."""
        self.now += timedelta(days=1)
        fresh = {"created_at": self.now, "seen_at": self.now + timedelta(minutes=1)}
        self.db.session.execute(update(SignIn).values(**fresh))

    DEEDS = (
        give, end, hand_over, hand_over, close, open_again, leave, return_, be_away, be_away, come_home, switch, switch,
        move_task, move_task, move_house, sleep, come_back, come_back, come_back,
    )  # fmt: skip

    def step(self) -> str:
        """The next deed of a shuffled deck; what may not be is refused, leaves nothing, and is tried with others."""
        self.deck = self.deck or self.random.sample(self.DEEDS, len(self.DEEDS))
        deed = self.deck.pop()
        for _ in range(8):
            try:
                deed(self)
                self.db.session.commit()
            except (Refused, IndexError):
                self.db.session.rollback()
            else:
                self.done[deed.__name__] += 1
                break
        return deed.__name__

    def found(self, secret: str) -> Rights:
        """What the program gives to this cookie, through what stands before every page."""
        cookie = f"{self.app.config['SIGN_IN_COOKIE']}={secret}"
        with self.app.test_request_context("/", headers={"Cookie": cookie}, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            assert self.app.preprocess_request() is None
            actor = g.actor
            if actor is None:
                return Rights(NOTHING)
            sets = (
                frozenset(self.db.session.scalars(select(model.id).where(sight(actor))))
                for model, sight in (
                    (Case, cases_visible_to), (Contact, contacts_visible_to),
                    (Representative, representatives_visible_to),
                )
            )  # fmt: skip
            may = frozenset(permission for permission in TABLE if allowed(actor, permission))
            return Rights((actor.role.value, actor.seat_id), may, *sets)

    def compare(self, after: str) -> None:
        """Every browser whose rights are others now, and some of the rest, get what they should."""
        rows = Rows(clock.today())
        numbers = {row.id: row.number for row in rows.of[Case].values()}
        self.db.session.rollback()
        expected = {secret: rows.rights(id_) for secret, id_ in self.opened.items()}
        changed = {secret for secret, rights in expected.items() if rights != self.had.get(secret)}
        for secret in [*changed, *self.random.sample([*expected], 4)]:
            found = self.found(secret)
            assert found == expected[secret], f"after {after} a session has {found}, should have {expected[secret]}"
            self.seen[found.seat[0]] += 1
        self.fetch(secret, expected[secret], numbers, after)
        self.had = expected
        ended = {secret for secret, rights in expected.items() if rights.seat == NOTHING and self.random.random() < 0.3}
        self.opened = {secret: id_ for secret, id_ in self.opened.items() if secret not in ended}

    def fetch(self, secret: str, expected: Rights, numbers: dict[int, str], after: str) -> None:
        """The page of a case itself, as one of them."""
        client = self.app.test_client()
        client.set_cookie(self.app.config["SIGN_IN_COOKIE"], secret)
        for case_id in self.random.sample([*numbers], 2):
            status = client.get(f"/cases/{numbers[case_id]}").status_code
            is_seen = case_id in expected.cases and "case.view" in expected.may
            wanted = 302 if expected.seat == NOTHING else 200 if is_seen else 404
            assert status == wanted, f"after {after}: {numbers[case_id]} gives {expected.seat} {status}, not {wanted}"


@pytest.fixture
def walk(app, db, people):
    """The walk, ready to begin on its first morning, whatever time it is."""
    with clock.set_clock(MORNING):
        return made(app, db, people)


def made(app, db, people):
    """A small committee with a case, a contact and a person of each kind."""
    everybody = people.everybody()
    house = first(Organisation, name="市住房和城乡建设局")
    make_row(Section, organisation_id=house.id, name="物业科")
    extra = [
        people.seat("孙亮", Role.HANDLER, house.name, "物业科"),
        people.seat("施华", Role.HANDLER, house.name, "城建科"),
        people.seat("秦勇", Role.HANDLER, "市交通运输局"), people.member_named("丁建平"),
    ]  # fmt: skip
    near, far = people.member.member, people.other_member.member
    for sector in ("农业界", "工商联界"):
        for member in (near, far):
            place = {"area_id": member.home_area_id, "village_id": None, "sector_id": first(Sector, name=sector).id}
            person = make_row(Representative, **place)
            make_row(Membership, representative_id=person.id, library_id=people.librarian.seat.library_id)
            contact = make_row(Contact, member_id=member.id, representative_id=person.id)
            make_row(Case, contact_id=contact.id, committee_id=member.organisation_id)
    walk = Walk(app, db, people.office, random.Random(SEED))
    for person in [*everybody.values(), *extra]:
        if person is not people.office:
            walk.sign_in(person.user)
    db.session.commit()
    return walk


def test_an_old_session_has_the_rights_of_today(walk):
    after = "the start"
    for _ in range(STEPS):
        with clock.set_clock(walk.now):
            walk.compare(after)
            after = walk.step()
    deeds = {deed.__name__ for deed in Walk.DEEDS}
    assert deeds == {*walk.done}, f"never came to {deeds - {*walk.done}}"
    roles = {role.value for role in Role} - {"asker", "system", "office"}
    assert {*walk.seen} >= roles | {"nobody"}, f"never looked as {roles - {*walk.seen}}"
