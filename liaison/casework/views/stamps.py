"""What forms without an account carry, signed: a key with the time it was shown, and leave to rate for a while."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from liaison.casework.actions.asking import FormStamp
from liaison.casework.models import PublicRequest, StationCode
from liaison.casework.rules.public import LEAST_SECONDS, STAMP_LIFE, TICKET_LIFE
from liaison.core import clock

KEY_BYTES = 16
ASKING, RATING = "ask", "rate"


def signer(purpose: str) -> URLSafeSerializer:
    """Signs for one purpose; what was signed for another is refused. Keys that were in use before only read."""
    keys = [*reversed(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=f"public {purpose}")


def new_stamp(code: StationCode) -> str:
    """The stamp of a form that is shown now."""
    return signer(ASKING).dumps([secrets.token_urlsafe(KEY_BYTES), code.id, clock.now().timestamp()])


def stamp_of(code: StationCode, sent: str) -> FormStamp | None:
    """The stamp of a form that was shown for this code within a day; None where it is none of ours."""
    read = read_back(ASKING, sent, STAMP_LIFE)
    return FormStamp(read[0], read[2]) if read and read[1] == code.id else None


def is_too_quick(stamp: FormStamp) -> bool:
    """Whether nobody can have written that fast."""
    return clock.now() - stamp.at < timedelta(seconds=LEAST_SECONDS)


def ticket_for(request: PublicRequest) -> str:
    """Leave to rate what this request became, for half an hour: the number and the digits were right."""
    return signer(RATING).dumps(["", request.id, clock.now().timestamp()])


def request_id_of(ticket: str) -> int | None:
    """The request that a ticket is for, while it holds."""
    read = read_back(RATING, ticket, TICKET_LIFE)
    return read[1] if read else None


def read_back(purpose: str, sent: str, life: timedelta) -> tuple[str, int, datetime] | None:
    """(key, id, moment) of what was signed, unless it is too old or not ours."""
    try:
        key, number, moment = signer(purpose).loads(sent)
    except BadData:
        return None
    at: Any = datetime.fromtimestamp(moment, UTC)
    return (key, number, at) if clock.now() - at < life else None
