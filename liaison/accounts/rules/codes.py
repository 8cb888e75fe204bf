"""Rules of the second factor: which one-time code is right, who must have one, what a code on paper looks like."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta

import pyotp

from liaison.access.roles import SEATED, Role

STEP = 30
STEPS_AROUND = 1
CODE_LASTS = timedelta(minutes=10)
RECOVERY_CODES = 10
DIGITS = 6
GROUPS, GROUP = 4, 4
EVERYBODY = ("all", "全员")
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """A secret of 160 bits, as apps take it: in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, username: str, site: str) -> str:
    """What the drawing of a secret says to an app (otpauth://…)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=site)


def in_groups(secret: str) -> str:
    """A secret as it is typed from the screen: four letters at a time."""
    return " ".join(secret[n : n + GROUP] for n in range(0, len(secret), GROUP))


def typed(code: str) -> str:
    """A code without what people put between its digits, in small letters; full-width digits are digits."""
    plain = unicodedata.normalize("NFKC", code).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def is_one_time(code: str) -> bool:
    """Whether it looks like a code of the phone (and not like one on paper)."""
    return len(code) == DIGITS and code.isdecimal()


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The half minute whose code this is, one before or after now at most; None when it is none of them.

    last_step: of the last code used; that one and earlier ones are right no more. Source: RFC 6238, 5.2.
    """
    current, maker = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    around = range(current - STEPS_AROUND, current + STEPS_AROUND + 1)
    right = [step for step in around if hmac.compare_digest(maker.generate_otp(step), code)]
    return next((step for step in right if step > last_step), None)


def recovery_code() -> str:
    """A code on paper: `k7mq-3fxt-9wpd-h2rt` (79 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def roles_named(words: str) -> frozenset[Role]:
    """The roles of the setting TOTP_ROLES: codes with commas or spaces between, `all` or 全员, empty for none.

    Raises ValueError where a word names no role.
    """
    if words.strip() in EVERYBODY:
        return frozenset(SEATED)
    named = frozenset(Role(word) for word in words.replace(",", " ").split())
    if not named <= set(SEATED):
        raise ValueError(words)
    return named
