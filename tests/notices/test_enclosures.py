"""Files that go with a mail: for whom, how large, and what becomes of the letter when one cannot be made."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.notices import actions, rules
from liaison.notices.actions import Enclosure, encloses
from liaison.notices.actions.enclosures import MOST_BYTES, TOO_BIG, bounded
from liaison.notices.actions.sending import PostOffice
from liaison.notices.models import MailChoice, Outgoing
from liaison.notices.rules import MailServer
from tests.notices.receivers import Mailbox, serving

pytestmark = pytest.mark.sqlite
AT_TEN = clock.at(date(2026, 11, 16), time(10))
KIND = "test.sums"
ways = {"turn": "at_once", "other": "at_once"}
broken: list[str] = []  # keys whose file cannot be made
made: list[str] = []


@encloses(KIND, [Role.OFFICE, Role.LEADER])
def enclose_sums(key: str, unit: str) -> Enclosure:
    """As large as its key says."""
    if key in broken:
        raise LookupError(key)
    made.append(key)
    return Enclosure(f"附件：{unit}", f"{unit}\r\nBcc: all@example.org.xlsx", b"x" * int(key))


@pytest.fixture
def mailbox():
    broken.clear()
    made.clear()
    with serving(Mailbox()) as server:
        yield server


@pytest.fixture
def office(mailbox, people, make):
    """Where letters are handed in; office and clerk want each at once."""
    for person, name in ((people.office, "wang"), (people.clerk, "li")):
        make(MailChoice, user_id=person.user.id, address=f"{name}@example.org", ways=ways, digest_at=clock.now())
    server = MailServer("127.0.0.1", mailbox.port, security="none", sender="a@example.org")
    return PostOffice(server, unit="海安市政协")


def tell(person, key: str, kind: str = KIND) -> None:
    """One message to one reader, committed."""
    with clock.set_clock(AT_TEN), transaction():
        actions.tell([person.user.id], kind, f"第 {key} 条", "", "/x", person.actor, key=key)


def send(office: PostOffice, minutes: int = 0) -> str:
    """What the worker does each minute."""
    with clock.set_clock(AT_TEN + timedelta(minutes=minutes)):
        return actions.deliver(office)


def letters() -> list[Outgoing]:
    """The outbox as it stands."""
    database.session.rollback()
    found = select(Outgoing).order_by(Outgoing.id).execution_options(populate_existing=True)
    return list(database.session.scalars(found))


def test_only_seats_that_may_see_it_get_the_file_and_none_that_is_too_large(office, mailbox, people):
    tell(people.office, "7")
    tell(people.clerk, "7")
    tell(people.office, str(MOST_BYTES + 1))
    assert send(office) == "发出 3 封"
    assert made == ["7", str(MOST_BYTES + 1)]
    small, to_clerk, too_large = mailbox.mails
    (file,) = small.iter_attachments()
    assert file.get_content() == b"x" * 7 and small["Bcc"] is None
    assert file.get_filename() == "海安市政协 Bcc: all@example.org.xlsx"
    assert to_clerk["To"] == "li@example.org" and to_clerk.get_content_type() == "text/plain"
    assert "附件" not in to_clerk.get_content()
    assert bounded(Enclosure("", "", bytes(MOST_BYTES))).content
    assert too_large.get_content_type() == "text/plain" and TOO_BIG in too_large.get_content()


def test_a_letter_whose_file_cannot_be_made_waits_with_its_reason_and_holds_up_no_other(office, mailbox, people):
    broken.append("7")
    tell(people.office, "7")
    tell(people.clerk, "诉求", "turn")
    with pytest.raises(LookupError):
        send(office)
    assert [mail["To"] for mail in mailbox.mails] == ["li@example.org"]
    letter = letters()[0]
    assert (letter.state, letter.tries, letter.error) == (rules.WAITING, 1, rules.NOT_MADE)
    assert send(office) == "发出 0 封"
    broken.clear()
    assert send(office, 1) == "发出 1 封"
    assert len(list(mailbox.mails[1].iter_attachments())) == 1 and letters()[0].error is None


def test_it_is_given_up_as_any_letter_and_goes_out_once_it_can(office, mailbox, people):
    broken.append("7")
    tell(people.office, "7")
    for minutes in (0, 1, 6, 36, 156):
        with pytest.raises(LookupError):
            send(office, minutes)
    (letter,) = letters()
    assert (letter.state, letter.error, mailbox.mails) == (rules.GIVEN_UP, rules.NOT_MADE, [])
    broken.clear()
    with clock.set_clock(AT_TEN + timedelta(hours=3)), transaction():
        actions.send_again(letter, people.admin.actor)
    assert send(office, 180) == "发出 1 封"


def test_without_a_server_no_file_is_made(people, office):
    tell(people.office, "7")
    assert send(PostOffice()) == "发出 0 封"
    assert letters()[0].state == rules.DROPPED and not made
