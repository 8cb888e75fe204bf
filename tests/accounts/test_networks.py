"""Networks of a role: who is outside gets nothing, nobody locks himself out, a forged header says nothing."""

from __future__ import annotations

import pytest
from flask import request
from sqlalchemy import select

from liaison import create_app
from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.models import RoleNetwork
from liaison.accounts.rules.networks import allows, networks_in
from liaison.audit.models import Event
from liaison.core.errors import Refused
from tests.conftest import SETTINGS

INSIDE, OUTSIDE = {"REMOTE_ADDR": "10.1.2.3"}, {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def bound(people, db):
    """The office works from 10.1.0.0/16 only."""
    actions.set_networks(Role.OFFICE, "10.1.0.0/16", people.security.actor, "127.0.0.1")
    db.session.commit()


@pytest.mark.parametrize(
    ("words", "networks"),
    [
        ("", []), ("10.1.0.0/16", ["10.1.0.0/16"]), ("10.1.2.3/16，192.168.1.9", ["10.1.0.0/16", "192.168.1.9/32"]),
        ("2001:db8::1/32\n2001:db8::1/32", ["2001:db8::/32"]),
    ],
)  # fmt: skip
def test_networks_are_read(words, networks):
    assert networks_in(words) == networks


@pytest.mark.parametrize("words", ["10.1.0.0/33", "lan", "10.1.0", "<script>"])
def test_what_is_no_network_is_refused(people, words):
    with pytest.raises(Refused, match="不是网段"):
        actions.set_networks(Role.OFFICE, words, people.security.actor, "127.0.0.1")


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.2.0.1", False), ("2001:db8::7", False), (None, False),
        ("x", False),
    ],
)  # fmt: skip
def test_an_address_lies_inside_or_not(address, is_allowed):
    assert allows(["10.1.0.0/16"], address) is is_allowed
    assert allows([], address)


def test_the_office_is_let_in_from_its_network_only(browser, people, bound):
    client = browser(people.office)
    assert client.get("/users", environ_overrides=INSIDE).status_code == 200
    answer = client.get("/users", environ_overrides=OUTSIDE)
    assert answer.status_code == 403 and "指定的网络" in answer.text
    assert client.post("/users/new", data={}, environ_overrides=OUTSIDE).status_code == 403
    assert client.get("/sign-in", environ_overrides=OUTSIDE).status_code == 200
    assert browser(people.clerk).get("/me", environ_overrides=OUTSIDE).status_code == 200


def test_a_header_from_outside_is_not_believed(browser, people, bound):
    forged = {"X-Forwarded-For": "10.1.2.3", "Forwarded": "for=10.1.2.3"}
    assert browser(people.office).get("/users", environ_overrides=OUTSIDE, headers=forged).status_code == 403


def test_behind_a_proxy_of_ours_the_header_counts(tmp_path):
    settings = {**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'a.db'}"}
    for hops, expected in ((0, "203.0.113.9"), (1, "10.1.2.3")):
        program = create_app({**settings, "PROXY_HOPS": hops})
        told = []
        program.before_request_funcs.setdefault(None, []).insert(0, lambda told=told: told.append(address_asked()))
        forwarded = {"X-Forwarded-For": "10.1.2.3"}
        program.test_client().get("/static/base.css", environ_overrides=OUTSIDE, headers=forwarded)
        assert told == [expected]


def address_asked():
    """The address that the program sees."""
    return request.remote_addr


def test_another_seat_is_open_where_one_is_not(browser, people, bound):
    actions.give_seat(people.office.user, Role.LEADER, people.security.actor)
    client = browser(people.office)
    client.get("/me", environ_overrides=OUTSIDE)
    assert "现在的身份 领导" in client.page.words


def test_nobody_locks_himself_out(people):
    with pytest.raises(Refused, match="自己就进不来"):
        actions.set_networks(Role.SECURITY, "10.1.0.0/16", people.security.actor, "203.0.113.9")
    assert actions.set_networks(Role.SECURITY, "203.0.113.0/24", people.security.actor, "203.0.113.9")


def test_the_security_administrator_keeps_them_on_a_page(browser, people, db):
    client = browser(people.security)
    assert client.get("/users/networks").status_code == 200
    assert client.get("/users/networks/office").status_code == 200
    assert client.post("/users/networks/office", data={"networks": "lan"}).status_code == 409
    assert client.post("/users/networks/office", data={"networks": "10.1.0.0/16"}).location == "/users/networks"
    client.get("/users/networks")
    assert "10.1.0.0/16" in client.page.words
    assert client.post("/users/networks/office", data={"networks": ""}).status_code == 302
    assert not db.session.scalars(select(RoleNetwork)).all() and not queries.networks_of(Role.OFFICE)
    changed = select(Event.changes).where(Event.verb == "role_network.change").order_by(Event.id)
    events = db.session.scalars(changed).all()
    assert events[0] == {"networks": ["", "10.1.0.0/16"]}
    assert client.get("/users/networks/asker").status_code == 404
    for other in (people.office, people.admin, people.auditor):
        assert browser(other).get("/users/networks").status_code == 404
