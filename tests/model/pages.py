"""The same deeds over HTTP: each is a form that somebody's browser sends, and what is done is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from liaison.access import Actor
from liaison.accounts.actions import open_sign_in
from liaison.accounts.models import User
from liaison.audit import verifying
from liaison.casework.workflow import CASEWORK, url_of
from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.db import db
from tests.model import invariants
from tests.model.cast import Cast
from tests.model.cells import AS_IT_STANDS, LEFT_OUT
from tests.model.habits import HABITS
from tests.model.walker import Walker, worlds
from tests.model.world import BY_CODE, TAKE_BACK, Deed, Violation, World

REFUSED = (400, 403, 404, 409, 422)
A_WHILE = timedelta(minutes=10)  # a session does not end in that time
SEVERAL = (Kind.CHOICES, Kind.REFERENCES)


class Pages(World):
    """One walk's cases, moved by forms."""

    def __init__(self, cast: Cast, app: Any) -> None:
        super().__init__(replace(cast, actors=[one for one in cast.actors if one.for_user_id is None]))
        self.app, self.browsers = app, {}

    def act(self, deed: Deed) -> bool:
        """As ever; whoever acts is signed in first. The codes of askers are walked without pages."""
        if deed.verb == BY_CODE:
            return False
        with clock.set_clock(self.now):
            self.browser_of(deed.actor)
        is_done = super().act(deed)
        deed.case.codes.clear()
        return is_done

    def browser_of(self, actor: Actor) -> Any:
        """A browser in which somebody signed in a while ago at most."""
        client, since = self.browsers.get(actor.user_id, (None, datetime.min.replace(tzinfo=clock.SHANGHAI)))
        if self.now - since > A_WHILE:
            client = client or self.app.test_client()
            _session, secret = open_sign_in(db.session.get_one(User, actor.user_id), "127.0.0.1", "walk")
            client.set_cookie(self.app.config["SIGN_IN_COOKIE"], secret)
            self.browsers[actor.user_id] = client, self.now
            db.session.flush()
        return client

    def tried(self, deed: Deed, *, is_right: bool) -> str:
        """Send the form; gives the answer's code where it was refused, or nothing."""
        address = f"/cases/{deed.case.number}/{url_of(deed.verb)}"
        answer = self.browser_of(deed.actor).post(address, data=form_of(deed))
        db.session.expire_all()
        is_done = answer.status_code == (200 if deed.verb == "tell_asker" else 302)
        if is_done and "sign-in" not in answer.headers.get("Location", ""):
            return ""
        if answer.status_code not in REFUSED:
            raise self.violation(f"answered {answer.status_code} {answer.headers.get('Location', '')}")
        return f"answered {answer.status_code}"


def form_of(deed: Deed) -> dict[str, Any]:
    """What the browser sends: each cell as its field holds it, and the version that was shown."""
    if deed.verb == TAKE_BACK:
        return {}
    version = deed.case.image["version"] - (not deed.is_fresh)
    columns = [one for one in CASEWORK.by_verb[deed.verb].columns if one.kind not in LEFT_OUT]
    return {"version": version, **{one.key: sent(one, value_of(one, deed)) for one in columns}}


def value_of(column: Column, deed: Deed) -> Any:
    """The cell; what the page fills in by itself, as the case has it."""
    stands = column.source in AS_IT_STANDS and deed.cells.get(column.key) is None and deed.is_complete
    return deed.case.image[column.key] if stands else deed.cells.get(column.key)


def sent(column: Column, value: Any) -> Any:
    """A value as a form field holds it."""
    if column.kind in SEVERAL:
        return [str(one) for one in value or ()]
    if column.kind is Kind.BOOL:
        return ["y"] if value else []
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def walk_pages(
    cast: Cast, app: Any, seed: int, deeds: int, only: int | None = None, first: int = 0, step: int = 1
) -> Iterator[Counter[Any]]:
    """As `walker.walk` over HTTP; here worlds stay, and at the end of each the log of events is verified."""
    for number, size in worlds(deeds, only, first, step):
        world = Pages(cast, app)
        walker = Walker(world, Random(f"{seed} pages {number}"), HABITS[number % len(HABITS)])
        name = f"seed {seed}, world {number} over HTTP"
        for place in range(size):
            one_more(walker.step, f"{name}, deed {place}")
        one_more(lambda world=world: check_at_the_end(world), name)
        yield world.told


def check_at_the_end(world: Pages) -> None:
    """What the rules say of all cases; and nobody could have changed an event since it was saved."""
    invariants.check_everything(world)
    db.session.commit()
    found = verifying.faults()
    if found:
        raise world.violation(f"the log of events: {found}")


def one_more(step: Callable[[], None], name: str) -> None:
    """A step. Raises Violation, with how to come to it again."""
    try:
        step()
    except Violation as error:
        raise Violation(f"{name}: {error}") from error
