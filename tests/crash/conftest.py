"""A launcher for the whole run, and people at their phones and desks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from liaison.accounts.actions import open_sign_in
from liaison.assignment.models import Pairing
from liaison.orgs.models import Channel
from tests.casework.stories import brought_to, housing
from tests.crash.clients import Client, Desk, Phone
from tests.crash.groups import Launcher, launched
from tests.factories import first, make_row

PHONES, DESKS = 4, 4


@pytest.fixture(scope="session")
def launcher(app: Any) -> Iterator[Launcher]:
    """The program, loaded once, in a process that starts its servers."""
    with launched(app) as one:
        yield one


@pytest.fixture
def clients(db: Any, people: Any) -> list[Client]:
    """Four members with a phone each, and four clerks with a case each."""
    people.unit_leader, people.handler  # noqa: B018 - somebody must take over
    found: list[Client] = [phone(people, number) for number in range(PHONES)]
    found += [desk(people, number) for number in range(DESKS)]
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    return found


def phone(people: Any, number: int) -> Phone:
    """A member with one representative."""
    person = people.member_named(f"委员{number}")
    pair = make_row(Pairing, member_id=person.member.id, slot=1)
    call = first(Channel, short="电话")
    form = {"rep": pair.representative_id, "channel_id": call.id, "day": "今天", "topics": ["道路交通"]}
    return Phone(f"手机{number}", open_sign_in(person.user, "192.0.2.7", "test")[1], form=form)


def desk(people: Any, number: int) -> Desk:
    """A clerk of the committee with a case that waits for him."""
    clerk = people.seat(f"经办{number}", people.clerk.seat.role, "曲塘镇政协工委")
    case = brought_to("to_hand_over", people)
    secret = open_sign_in(clerk.user, "192.0.2.7", "test")[1]
    return Desk(f"桌{number}", secret, case=case.number, unit=housing().id)
