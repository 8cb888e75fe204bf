"""What a person without an account does: he writes through a station's code, and asks how far it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liaison.access import Actor, Role
from liaison.audit.actions import record
from liaison.casework.actions import attempts
from liaison.casework.actions.ratings import may_still_rate
from liaison.casework.models import PublicRequest, RatingCode, StationCode
from liaison.casework.queries import public as queries
from liaison.casework.queries.wordings import notice_version
from liaison.casework.rules import public as rules
from liaison.contacts.queries import desks_of
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files.actions import Bundle, keep_files
from liaison.files.rules import kind_of
from liaison.notices.actions import tell

ASKER = Actor(None, "扫码群众", Role.ASKER)
MOST_PHOTOS = 3
LOWEST, NUMBERS = 10_000_000, 90_000_000
KIND_OF_MESSAGE = "public_request"
SAME_AGAIN = "一样的内容今天已经收到了，不用再送。查进度请用上次给您的查询号。"


@dataclass(frozen=True)
class FormStamp:
    """What a form carries: a key of its own, so that it counts once, and when it was shown."""

    key: str
    at: datetime


@dataclass(frozen=True)
class Sender:
    """Where a form comes from: an address that many may share, the device as its cookie tells, and what they may."""

    address: str | None
    device: str | None = None
    limit: rules.Limit = rules.ASKING


def ask(
    code: StationCode, stamp: FormStamp, sender: Sender, photos: Bundle | None = None, **cells: Any
) -> PublicRequest:
    """Take what somebody wrote into quarantine; the same form sent again gives the same request.

    cells: what, where; phone, name, is_anonymous, agreed. photos: at most three, drawn anew.
    Raises TooOften when device, address or code has had its share, Refused when something is missing.
    """
    refuse_incomplete(cells)
    attempts.take_turn()
    standing = queries.request_with_key(rules.hash_of_key(stamp.key))
    if standing:
        return standing
    attempts.refuse_too_many(sender.limit, sender.address, str(code.id), sender.device)
    if queries.is_same_of_late(code, cells["what"]):
        raise Refused(SAME_AGAIN)
    request = request_from(code, stamp, cells)
    db.session.add(request)
    attempts.note(sender.limit, sender.address, str(code.id), sender.device)
    record("public_request.ask", request, ASKER, label=str(code))
    if photos:
        keep_photos(request, photos)
    tell_desk(code)
    return request


def keep_photos(request: PublicRequest, photos: Bundle) -> None:
    """Keep photos, and nothing else."""
    if len(photos.uploads) > MOST_PHOTOS:
        raise photos.refused(f"照片最多 {MOST_PHOTOS} 张，请少选几张")
    if any(content and kind_of(content) is None for _name, content in photos.uploads):
        raise photos.refused("请选 JPG、PNG 或 WebP 照片；打不开的可以先截图再传")
    keep_files(request, photos, ASKER)


def refuse_incomplete(cells: dict[str, Any]) -> None:
    """What only rules can say: a phone unless anonymous, and consent."""
    missing = rules.missing_of(cells)
    if missing:
        raise Refused(next(iter(missing.values())), missing)


def request_from(code: StationCode, stamp: FormStamp, cells: dict[str, Any]) -> PublicRequest:
    """The row of what was written; of whoever stays anonymous neither name nor phone is kept."""
    number, is_anonymous = new_number(), bool(cells.get("is_anonymous"))
    phone = None if is_anonymous else cells["phone"]
    digits = phone[-4:] if phone else rules.digits_of_key(stamp.key)
    return PublicRequest(
        number=number, key_hash=rules.hash_of_key(stamp.key), proof=rules.proof_of(number, digits), code=code,
        committee_id=code.owner_id, text=cells["what"], place=cells["where"],
        asker_name=None if is_anonymous else cells.get("name"), asker_phone=phone,
        notice_version=notice_version(), notice_at=stamp.at, made_at=clock.now(), state=rules.WAITING,
    )  # fmt: skip


def new_number() -> str:
    """Eight digits that nobody has yet."""
    number = str(LOWEST + secrets.randbelow(NUMBERS))
    return number if queries.request_numbered(number) is None else new_number()


def tell_desk(code: StationCode) -> None:
    """Tell the clerks of the committee, unless they have not read the last message of the kind."""
    users = desks_of([code.owner_id])[code.owner_id]
    body = "先看一看，转给委员；不该转的写明原因。"
    tell(users, KIND_OF_MESSAGE, "有群众扫码反映的事", body, "/public-requests", ASKER, is_repeated=False)


def track(number: str, digits: str, address: str | None) -> PublicRequest | None:
    """The request of a number, for whoever knows its digits; None for wrong and for unknown alike.

    Only wrong tries count. Raises TooOften when there were too many from there, or on this number.
    """
    attempts.admit(rules.TRACKING, address, number)
    request = queries.request_numbered(number)
    proof = request.proof if request else rules.proof_of("", "")
    is_right = secrets.compare_digest(rules.proof_of(number, digits), proof)
    if request is not None and is_right:
        return request
    attempts.note(rules.TRACKING, address, number)
    return None


def rating_open(request: PublicRequest) -> RatingCode | None:
    """The code with which the asker can rate now: he was told, and has not answered yet. None otherwise."""
    row = queries.live_rating_code(request.case)
    return row if row and may_still_rate(row.case) else None
