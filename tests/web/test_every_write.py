"""Whichever write of a request breaks, and were it the last or the commit: nothing of it stays, and a page says so."""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from liaison.assignment.models import Pairing
from liaison.audit.faults import WRITES_LOG
from liaison.audit.verifying import verify
from liaison.casework.workflow import url_of
from liaison.core.db import db as database
from liaison.orgs.models import Channel
from liaison.roster.models import Representative
from liaison.roster.models.imports import UNDONE
from liaison.web.errors import CLASHES
from liaison.web.outages import UNNOTED
from tests.assignment.conftest import draft, other, sixth_of_may
from tests.casework.stories import RATED, opened, sheets
from tests.casework.test_pages_moves import sent
from tests.factories import first
from tests.roster.actions.test_taking_back import batch, made
from tests.taking_out import take_out

pytestmark = pytest.mark.sqlite  # that a transaction is taken back whole, PostgreSQL promises as SQLite does

__all__ = ["batch", "draft", "other", "sixth_of_may"]
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
SAID = {
    409: re.compile(CLASHES),
    500: re.compile("没办成，是系统的问题(?s:.*)编号：[0-9a-f]{12}"),
    503: re.compile(UNNOTED),
}
COMMIT = "COMMIT"
MOST = 200


class Planted(Exception):  # noqa: N818 - a fault that nobody foresaw
    """What breaks the request."""


@contextmanager
def broken_at(number):
    """The n-th write, or commit, breaks as soon as it is done; gives a list that says when it was."""
    engine, struck, points = database.engine, [], count(1)

    def strike(what):
        if next(points) == number:
            struck.append(what)
            raise IntegrityError(what, None, ValueError()) if is_clash(number, what) else Planted(what)

    def after_write(_connection, _cursor, statement, *_more):
        if WRITES.match(statement):
            strike(statement[:60])

    def before_commit(_connection):
        strike(COMMIT)

    event.listen(engine, "after_cursor_execute", after_write)
    event.listen(engine, "commit", before_commit)
    try:
        yield struck
    finally:
        event.remove(engine, "after_cursor_execute", after_write)
        event.remove(engine, "commit", before_commit)


def is_clash(number, what):
    """Each second write clashes with another row, which has a page of its own; the others break unforeseen."""
    return number % 2 == 0 and what != COMMIT


def stored():
    """The whole database, byte by byte."""
    database.session.rollback()
    return Path(database.engine.url.database).read_bytes()


def broken_everywhere(client, address, cells):
    """Send a form until nothing breaks it any more, one point later each time; gives the points and the answer."""
    points, before = [], stored()
    for number in range(1, MOST):
        with broken_at(number) as struck:
            answer = client.post(address, data=cells)
        if not struck:
            assert COMMIT in points and len(points) > 1, points
            return points, answer
        points += struck
        status = 500 if not is_clash(number, struck[0]) else 503 if WRITES_LOG.match(struck[0]) else 409
        assert answer.status_code == status and SAID[status].search(answer.text), (address, struck)
        assert "Planted" not in answer.text and "Traceback" not in answer.text
        assert stored() == before, (address, number, struck)
    raise AssertionError(f"{address}: no end of writes")


def test_each_of_the_eight_steps(browser, people, make, db):
    pair = make(Pairing, member_id=people.member.member.id)
    form = {
        "rep": pair.representative_id, "channel_id": first(Channel, short="电话").id, "day": "今天",
        "topics": ["道路交通"], "talk": "路口没有红绿灯。", "has_request": "y", "where": "刘圩村",
    }  # fmt: skip
    case = opened(people, survey="看过", suggestion="装红绿灯")
    way = [(person, url_of(verb), sent(cells)) for _state, verb, person, cells in sheets(people)]
    clients = {person.user.id: browser(person) for person in (people.member, *(step[0] for step in way))}
    db.session.commit()
    found = [broken_everywhere(clients[people.member.user.id], "/contacts/new", form)[0]]
    for person, verb, cells in way:
        address, cells = f"/cases/{case.number}/{verb}", {**cells, "version": case.version}
        points, answer = broken_everywhere(clients[person.user.id], address, cells)
        assert answer.status_code in (200, 302), answer.text
        found.append(points)
    code = answer.text.split("/r/")[1].split("<")[0].split('"')[0]
    found.append(broken_everywhere(browser(), f"/r/{code}", RATED)[0])
    assert (case.state, case.rating) == ("closed", "满意")
    assert len(found) == 10 and sum(map(len, found)) > 40
    assert verify().fault is None


def test_an_import_that_is_taken_back(browser, people, make, batch, db):
    for name in ("周桂芳", "徐志高"):
        made(batch, make, name=name)
    client = browser(people.office)
    db.session.commit()
    points, answer = broken_everywhere(client, f"/imports/{batch.id}/undo", {"restored": 2})
    assert answer.status_code == 302 and batch.state == UNDONE and len(points) > 4
    assert not db.session.scalars(select(Representative)).all()


def test_a_plan_that_is_published(browser, people, draft, db):
    client = browser(people.leader)
    db.session.commit()
    points, answer = broken_everywhere(client, f"/assignment/plans/{draft.id}/publish", {})
    assert answer.status_code == 302 and draft.is_published and len(points) > 4


def test_an_export_that_is_approved_and_given(browser, people, make, db):
    make(Representative, name="周桂芳")
    office, security = browser(people.office), browser(people.security)
    db.session.commit()
    asked = take_out(office, "/representatives/export", extent="full", purpose="打印联系卡发给委员").location
    broken_everywhere(security, f"{asked}/approve", {})
    number = asked.rpartition("/")[2]
    assert broken_everywhere(office, "/representatives/export", {"request": number})[1].status_code == 200
    assert office.post("/representatives/export", data={"request": number}).status_code == 409, "given once"
