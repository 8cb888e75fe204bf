"""Handing lists out: each copy numbered, marked and registered; whole numbers only after another person's approval."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote_plus

from sqlalchemy import update

from liaison.access import Actor, Role
from liaison.access.actor import same_person
from liaison.accounts import queries
from liaison.accounts.models import Export, ExportRequest
from liaison.accounts.models.exports import APPROVED, ASKED, REFUSED, USED, WITHDRAWN
from liaison.accounts.rules import exports as rules
from liaison.audit.actions import origin, record, record_all
from liaison.audit.masks import masked
from liaison.core import clock
from liaison.core.counters import next_number
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.sheets import SheetPage, write_book
from liaison.core.sheets.copies import Copy
from liaison.core.text import normalise

PROGRAMS = {rules.MAIL: "定时发送"}
BY_COMMAND = "命令行"


@dataclass(frozen=True)
class Wanted:
    """What is taken out. key: of the list; range: its filters in words; columns: their titles; unit: whose it is;

    purpose, request: of a full copy; way: page, command or mail.
    """

    key: str
    title: str
    range: str
    columns: Sequence[str]
    row_count: int
    unit: str
    has_phones: bool = False
    is_full: bool = False
    purpose: str | None = None
    request: ExportRequest | None = None
    way: str = rules.PAGE


def hand_out(pages: Iterable[SheetPage], wanted: Wanted, actor: Actor, target: BinaryIO) -> Export:
    """Write a numbered copy to a stream that can be read again, and enter it into the register.

    Raises Refused where whole numbers are wanted without a purpose.
    """
    copy = new_copy(wanted, actor)
    return enter(copy, wanted, actor, *write_copy(pages, copy, target))


def write_copy(pages: Iterable[SheetPage], copy: Copy, target: BinaryIO) -> tuple[str, int]:
    """Write a copy to a stream that can be read again, and go back to its beginning; gives (SHA-256, bytes)."""
    write_book(target, pages, copy)
    size = target.tell()
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()
    target.seek(0)
    return digest, size


def hand_out_page(draw: Callable[[str], str], wanted: Wanted, actor: Actor) -> str:
    """A page with whole numbers as a numbered copy. draw: (the line that says whose it is) → the page."""
    copy = new_copy(wanted, actor)
    page = draw(copy.line)
    enter_bytes(copy, wanted, actor, page.encode())
    return page


def new_copy(wanted: Wanted, actor: Actor, number: str = "") -> Copy:
    """The next copy of the day. number: given before. Raises Refused for whole numbers without a purpose."""
    if wanted.is_full:
        good_purpose(wanted.purpose)
    who, number = who_of(actor, wanted.way), number or number_of_day()
    return Copy(number, who, wanted.unit, clock.now(), wanted.is_full, wanted.has_phones)


def enter_bytes(copy: Copy, wanted: Wanted, actor: Actor, content: bytes) -> Export:
    """As `enter`, of a copy in hand."""
    return enter(copy, wanted, actor, hashlib.sha256(content).hexdigest(), len(content))


def enter(copy: Copy, wanted: Wanted, actor: Actor, digest: str, size: int) -> Export:
    """Enter a copy into the register. digest, size: of its bytes."""
    asked, title = wanted.request, title_of(actor, wanted.way)
    row = Export(
        number=copy.number, at=copy.at, user_id=actor.user_id, actor_name=actor.name, actor_title=title,
        on_behalf=actor.on_behalf, address=origin()["address"], way=wanted.way, listing=wanted.key, title=wanted.title,
        range=wanted.range, columns=list(wanted.columns), row_count=wanted.row_count, has_phones=wanted.has_phones,
        is_full=wanted.is_full, purpose=wanted.purpose, request_id=asked.id if asked else None,
        approved_by=asked.decided_by if asked else None, sha256=digest, size=size,
    )  # fmt: skip
    db.session.add(row)
    record("export.give", row, actor, changes=told_of(row))
    return row


def told_of(row: Export) -> dict[str, list[Any]]:
    """What the log says of a copy."""
    said = {"number": row.number, "range": row.range, "rows": row.row_count, "is_full": row.is_full,
            "purpose": row.purpose, "approved_by": row.approved_by, "sha256": row.sha256}  # fmt: skip
    return {key: [None, value] for key, value in said.items() if value is not None}


def number_of_day() -> str:
    """The number of the next copy: DC-20261122-0007."""
    day = f"{clock.today():%Y%m%d}"
    return f"DC-{day}-{next_number(f'export {day}'):04d}"


def who_of(actor: Actor, way: str) -> str:
    """Who takes it out, as the copy says it: 王敏（市政协办公室）."""
    return f"{actor.signature}（{title_of(actor, way)}）"


def title_of(actor: Actor, way: str) -> str:
    """The seat he acts from; for the program itself, on what occasion."""
    return PROGRAMS.get(way, BY_COMMAND) if actor.role is Role.SYSTEM else actor.title


def good_purpose(words: str | None) -> str:
    """The purpose, brought into one line. Raises Refused (field `purpose`)."""
    purpose = masked(normalise(words or ""))
    if not rules.is_good_purpose(purpose):
        raise Refused(rules.NO_PURPOSE, {"purpose": rules.NO_PURPOSE})
    if len(purpose) > rules.LONGEST_PURPOSE:
        raise Refused(rules.TOO_LONG, {"purpose": rules.TOO_LONG})
    return purpose


def ask_for_full(wanted: Wanted, keys: Sequence[str], address: str, actor: Actor) -> ExportRequest:
    """Ask for whole numbers. keys: of the columns. Raises Refused without a purpose, or where it was asked already."""
    purpose = good_purpose(wanted.purpose)
    plain = unquote_plus(address)
    if masked(plain) != plain:
        raise Refused(rules.HAS_NUMBER, {"purpose": rules.HAS_NUMBER})
    if queries.live_request(actor, address):
        raise Refused(rules.ASKED_ALREADY, {"purpose": rules.ASKED_ALREADY})
    request = ExportRequest(
        listing=wanted.key, title=wanted.title, address=address, range=wanted.range, columns=list(keys),
        row_count=wanted.row_count, purpose=purpose, user_id=actor.user_id, for_user_id=actor.for_user_id,
        asked_by=actor.signature, asked_as=actor.title, asked_at=clock.now(), state=ASKED,
    )  # fmt: skip
    db.session.add(request)
    said = {"range": [None, wanted.range], "rows": [None, wanted.row_count], "purpose": [None, purpose]}
    record("export.ask", request, actor, changes=said)
    return request


def approve(request: ExportRequest, actor: Actor) -> ExportRequest:
    """Let it go out once within a day. Raises Refused to whoever asked, and to who stands beside him."""
    return decide(request, APPROVED, "export.approve", actor)


def refuse(request: ExportRequest, actor: Actor, reason: str) -> ExportRequest:
    """Say no, and why. Raises Refused (field `reason`) without a reason."""
    request.reason = normalise(reason)[:rules.LONGEST_PURPOSE] or None
    if request.reason is None:
        raise Refused(rules.NO_REASON, {"reason": rules.NO_REASON})
    return decide(request, REFUSED, "export.refuse", actor)


def decide(request: ExportRequest, state: str, verb: str, actor: Actor) -> ExportRequest:
    """What another person decides."""
    if request.state != ASKED:
        raise Refused(rules.DONE_ALREADY)
    asker = {one for one in (request.user_id, request.for_user_id) if one}
    own = {one for one in (actor.user_id, actor.for_user_id) if one}
    if same_person(actor, *asker) or queries.stand_beside(asker, own):
        raise Refused(rules.OWN_REQUEST)
    request.state, request.decided_at = state, clock.now()
    request.decided_by_id, request.decided_by = actor.user_id, actor.signature
    request.until = clock.now() + rules.HOLDS if state == APPROVED else None
    record(verb, request, actor, changes={"reason": [None, request.reason]} if request.reason else {})
    return request


def withdraw(request: ExportRequest, actor: Actor) -> ExportRequest:
    """Take one's own request back. Raises Refused where it has gone out already."""
    if request.user_id != actor.user_id or request.state not in (ASKED, APPROVED):
        raise Refused(rules.DONE_ALREADY)
    request.state = WITHDRAWN
    record("export.withdraw", request, actor)
    return request


def use(number: int, key: str, address: str, actor: Actor) -> ExportRequest:
    """Use an approval up; one statement decides, so that of two at once one gets it. Raises Refused."""
    now = clock.now()
    row = ExportRequest
    used = update(row).where(
        row.id == number, row.user_id == actor.user_id, row.listing == key, row.address == address,
        row.state == APPROVED, row.until > now,
    ).values(state=USED, used_at=now, version=row.version + 1)  # fmt: skip
    if not db.session.execute(used.execution_options(synchronize_session=False)).rowcount:
        raise Refused(rules.NOT_HERS)
    return db.session.get_one(ExportRequest, number, populate_existing=True)


def note_recognised(row: Any, digest: str, actor: Actor) -> None:
    """Note that somebody had a file looked up, and whose copy it is."""
    said = {"sha256": [None, digest], **({"number": [None, row.number]} if row else {})}
    label = f"{row.title}，第 {row.number} 份" if row else "认不出的表"
    record_all("export.recognise", [("export", row.id if row else None, label, said)], actor)
