"""The gate before every page: signed in, the thing within sight, the permission of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for

from liaison.access import Actor
from liaison.access.table import STEP_UP, STEP_UP_LASTS, TABLE, allowed
from liaison.core import clock

DOUBTFUL = re.compile(r"[\\\s\x00-\x1f#]")
View = Callable[..., Any]
Finder = Callable[[Actor, Any], Any]


LARGEST_ID = 2**31 - 1


class UngatedPage(Exception):  # noqa: N818
    """A page that says neither who may see it nor that everybody may."""


ASK_AGAIN = "ask_again"


def gate(permission: str, *, step_up: bool = False, **finders: Finder) -> Callable[[View], View]:
    """Let a page be seen only by those who hold the permission.

    finders: for each part of the URL a function (actor, value) → the thing within his sight, or None.
    The view receives the thing in place of the value. Absent, out of sight and forbidden look alike: 404.
    step_up: ask again for password or code where the last proof is old; the permissions of STEP_UP always do. How it
    is asked, accounts says (`extensions["ask_again"]`).
    """
    if permission not in TABLE:
        raise UngatedPage(f"{permission}: add it to access/table.py")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if g.actor is None:
                return redirect(url_for("accounts.sign_in", next=safe_next()))
            g.refused = permission  # until it is not; what is left here when the request is over, accounts notes
            let_in(permission, finders, values)
            g.refused = None
            if (step_up or permission in STEP_UP) and not has_just_proved():
                return current_app.extensions[ASK_AGAIN]()
            return view(**values)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.finders = finders  # type: ignore[attr-defined]
        guarded.asks_again = step_up or permission in STEP_UP  # type: ignore[attr-defined]
        return guarded

    return decorate


def let_in(permission: str, finders: Mapping[str, Finder], values: dict[str, Any]) -> None:
    """Put the things of the URL in place of their values; 404 where one is out of sight or this may not be done."""
    things = [found(finders[name], values, name) for name in finders if name in values]
    if not allowed(g.actor, permission, things[0] if things else None):
        abort(404)


def asked_anew(view: View, values: dict[str, Any]) -> Any:
    """What a gated page answers to g.actor where a worker does what he has asked for and proved himself for."""
    let_in(view.permission, view.finders, values)  # type: ignore[attr-defined]
    return view.__wrapped__(**values)  # type: ignore[attr-defined]


def has_just_proved() -> bool:
    """Whether whoever asks has given his password or a one-time code within the last minutes."""
    session = g.get("sign_in")
    proved_at = session.proved_at if session else None
    return proved_at is not None and clock.now() - proved_at <= STEP_UP_LASTS


def found(finder: Finder, values: dict[str, Any], name: str) -> Any:
    """Put the thing in place of the value of the URL; 404 when there is none within sight."""
    thing = finder(g.actor, values[name]) if can_be_stored(values[name]) else None
    if thing is None:
        abort(404)
    values[name] = thing
    return thing


def can_be_stored(value: Any) -> bool:
    """Whether a database can be asked for this value at all: PostgreSQL knows no longer ids and no NUL."""
    return value <= LARGEST_ID if isinstance(value, int) else "\0" not in value


def public(view: View) -> View:
    """Mark a page that anybody may see."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def safe_next() -> str | None:
    """Where to go after signing in: only pages of our own that can be fetched."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None


def own_path(address: str | None, otherwise: str = "/") -> str:
    """An address that was sent along, if it is a page of ours; a foreign or doubtful one gives the other."""
    path = (address or "").partition("?")[0]
    is_own = path.startswith("/") and "//" not in path and "/." not in path and not DOUBTFUL.search(address or "")
    return address if address and is_own else otherwise


def may(permission: str, thing: Any = None) -> bool:
    """For templates: whether the present actor may do this."""
    return allowed(g.actor, permission, thing)


def refuse_ungated(app: Flask) -> None:
    """Deny by default: a route without a gate stops the start."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.endpoint != "static" and not (hasattr(view, "permission") or getattr(view, "is_public", False)):
            raise UngatedPage(f"{rule.rule}: put @gate(...) or @public on {rule.endpoint}")
    app.jinja_env.globals["may"] = may
