"""What was backed up with a past release comes back into this one, and people go on working with it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison import create_app
from liaison.accounts.actions import open_sign_in
from liaison.accounts.models import Seat
from liaison.audit.verifying import verify
from liaison.backup.archives import put_back
from liaison.casework.models import Case
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.migrate import revision, upgrade
from liaison.roster.models import Representative
from tests.backup.releases import FOLDER, SETTINGS, STATES

pytestmark = pytest.mark.sqlite

RELEASES = sorted(FOLDER.glob("*.backup"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def restored(request, tmp_path):
    """(program, revision of the backup): this release, into which the backup was put back."""
    url = f"sqlite:///{tmp_path}/liaison.db"
    program = create_app({**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url})
    with program.app_context():
        about = put_back(request.param)
        upgrade(has_copy=False)
        yield program, about.revision
        database.session.remove()
        database.engine.dispose()


def test_it_comes_back_whole_and_can_be_worked_with(restored):
    program, past = restored
    with transaction(write=False):
        assert revision() > past, "its tables are those of today"
        assert verify().fault is None and verify().count > len(STATES)
        numbers = database.session.scalars(select(Case.number).order_by(Case.id)).all()
        phones = database.session.scalars(select(Representative.phone)).all()
    assert len(numbers) == len(STATES) and all(phone.full.isdigit() for phone in phones)
    with transaction():
        office = database.session.scalar(select(Seat).where(Seat.role == "office")).user
        _session, secret = open_sign_in(office, "127.0.0.1", "test")
    client = program.test_client()
    client.set_cookie(program.config["SIGN_IN_COOKIE"], secret)
    for number in numbers:
        page = client.get(f"/cases/{number}")
        assert page.status_code == 200 and number in page.get_data(as_text=True)
    with transaction(write=False):
        assert verify().fault is None
