"""Deny by default: a page without a gate stops the start; the gate itself lets nobody through by mistake."""

from __future__ import annotations

import pytest
from flask import g

from liaison import create_app
from liaison.access import Actor, Role
from liaison.access.table import TABLE
from liaison.web.gate import UngatedPage, gate, own_path, public, refuse_ungated
from tests.conftest import SETTINGS
from tests.conventions.source import ROOT

CLERK, OFFICE = Actor(1, "王敏", Role.CLERK), Actor(2, "刘芸", Role.OFFICE)


@pytest.fixture
def bare(tmp_path):
    """A program of its own, to which pages can be added."""
    return create_app({**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'a.db'}"})


def test_every_route_is_gated_or_public(app):
    refuse_ungated(app)


def test_a_page_without_a_gate_stops_the_start(bare):
    bare.add_url_rule("/naked", "naked", lambda: "")
    with pytest.raises(UngatedPage, match=r"/naked: put @gate\(\.\.\.\) or @public on naked"):
        refuse_ungated(bare)


def test_a_permission_that_is_not_in_the_table_stops_the_start():
    with pytest.raises(UngatedPage, match="access/table.py"):
        gate("case.teleport")


def test_every_permission_is_used(app):
    """A rule that no page and no verb asks for is a promise that nobody keeps."""
    gated = {getattr(view, "permission", None) for view in app.view_functions.values()}
    words = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("liaison", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html") and path.name != "table.py"
    )
    unused = [name for name in TABLE if name not in gated and f'"{name}"' not in words and f"'{name}'" not in words]
    assert not unused, f"take these out of access/table.py, or gate a page with them: {unused}"


def test_whoever_may_not_sees_what_is_not_there(bare):
    bare.add_url_rule("/guarded", "guarded", gate("user.view")(lambda: "inside"))
    bare.add_url_rule("/open", "open", public(lambda: "open"))
    for actor, expected in ((None, 302), (CLERK, 404), (OFFICE, 200)):
        with bare.test_request_context("/guarded"):
            g.actor = actor
            assert status(bare, "guarded") == expected
    assert bare.test_client().get("/open").status_code == 200


def status(program, endpoint):
    """What a view answers to the actor of this request."""
    try:
        answer = program.make_response(program.view_functions[endpoint]())
    except program.aborter.mapping[404]:
        return 404
    return answer.status_code


def test_a_thing_out_of_sight_is_a_thing_that_is_not_there(bare):
    finders = {"thing": lambda actor, value: value if value == 7 else None}
    view = gate("user.view", **finders)(lambda thing: f"thing {thing}")
    with bare.test_request_context("/"):
        g.actor = OFFICE
        assert view(thing=7) == "thing 7"
        with pytest.raises(bare.aborter.mapping[404]):
            view(thing=8)


@pytest.mark.parametrize("address", ["/", "/cases?state=a", "/cases/2026-0386", "/找?q=王"])
def test_own_addresses_are_kept(address):
    assert own_path(address) == address


@pytest.mark.parametrize(
    "address",
    ["", None, "//evil", "/\\evil", "https://evil", "/a//b", "/..//evil", "/\tevil", "/a b", "javascript:x", "/a#b"],
)
def test_foreign_addresses_are_not(address):
    assert own_path(address, "/home") == "/home"
