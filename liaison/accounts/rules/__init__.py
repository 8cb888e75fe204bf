"""Rules of signing in: what a password must be, how guesses are slowed, who may give which seat."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from types import MappingProxyType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from liaison.access.roles import GOVERNING, SEATED, Role
from liaison.core.text import pinyin


@dataclass(frozen=True)
class Lifetime:
    """How long a session lives without being used, and at most."""

    idle: timedelta
    absolute: timedelta


AT_DESK = Lifetime(timedelta(minutes=30), timedelta(hours=8))
LIFETIMES: Mapping[Role, Lifetime] = MappingProxyType({Role.MEMBER: Lifetime(timedelta(hours=12), timedelta(hours=20))})
SEEN_EVERY = timedelta(minutes=5)
BY_PASSWORD, BY_PHONE, BY_PROVIDER = "password", "phone", "sso"
WAYS: Mapping[str, str] = MappingProxyType({BY_PASSWORD: "密码", BY_PHONE: "办公室的二维码", BY_PROVIDER: "统一登录"})
# A phone that the office's drawing signed in (DECISIONS 33): it is kept in a pocket, and opens its owner's things only.
ON_PHONE = Lifetime(timedelta(days=30), timedelta(days=30))
MOST_SESSIONS = 3
UNUSED_AFTER = timedelta(days=90)
PHONE_CODE_LASTS = timedelta(hours=72)
FONT_SIZES = ("", "large")


def lifetime(role: Role, way: str = BY_PASSWORD) -> Lifetime:
    """How long a session in this role lives, by how it was opened. Source: 等保 GB/T 22239, 身份鉴别 b."""
    return ON_PHONE if way == BY_PHONE else LIFETIMES.get(role, AT_DESK)


def opens(way: str, role: Role) -> bool:
    """Whether a session that was opened this way may take a seat of this role: a member's phone only his own."""
    return way != BY_PHONE or role is Role.MEMBER


LOCK = timedelta(minutes=15)
MEMORY = timedelta(hours=24)
LIMIT_OF_PAIR = 5
LIMIT_OF_ACCOUNT = 20
LIMIT_OF_ADDRESS = 50


def locked_until(failures: Sequence[datetime], limit: int) -> datetime | None:
    """Until when the next try is not even checked; None while the limit was never reached.

    failures: the wrong tries of the last day, oldest first. Each further `limit` of them doubles the pause:
    15 minutes, 30, 60 … Source: GB/T 22239, 身份鉴别 b (five failures, fifteen minutes).
    """
    times = len(failures) // limit
    return failures[times * limit - 1] + LOCK * 2 ** (times - 1) if times else None


def is_locked(failures: Sequence[datetime], limit: int, now: datetime) -> bool:
    """Whether a try at this moment is refused unchecked."""
    until = locked_until(failures, limit)
    return until is not None and now < until


# Argon2id as OWASP's cheat sheet has it: 12 MiB, three passes; at most two at once, so that a storm of
# sign-ins leaves a processor to everybody else.
HASHER = PasswordHasher(time_cost=3, memory_cost=12 * 1024, parallelism=1)
# A one-time password is random (59 bits): a light hash guards it as well, and 300 slips take a second.
LIGHT_HASHER = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
LIGHT_MARK = "$m=1024,"
TWO_AT_ONCE = BoundedSemaphore(2)
NOBODYS_HASH = HASHER.hash(secrets.token_urlsafe())

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ONE_TIME_LASTS = timedelta(hours=72)
REMEMBERED = 5


def same_typing(password: str) -> str:
    """A password as it is hashed: full-width letters and their plain forms are the same key."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What is stored of a password; every character of it counts."""
    with TWO_AT_ONCE:
        return HASHER.hash(same_typing(password))


def hashed_lightly(random_password: str) -> str:
    """What is stored of a random one-time password."""
    return LIGHT_HASHER.hash(random_password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether this is the password that was stored. None is never right; every answer takes the same time."""
    with TWO_AT_ONCE:
        if stored and LIGHT_MARK in stored:
            matches(password, NOBODYS_HASH)
        return matches(password, stored or NOBODYS_HASH) and stored is not None


def matches(password: str, stored: str) -> bool:
    """Whether a hash is that of this password."""
    try:
        return HASHER.verify(stored, same_typing(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def one_time_password() -> str:
    """A random first password, easy to read from paper: `k7mq-3fxt-9wpd` (59 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


@dataclass(frozen=True)
class Policy:
    """How long a password must be, and how many kinds of characters one of up to n characters must mix."""

    shortest: int
    kinds: tuple[tuple[int, int], ...] = ()

    def kinds_for(self, length: int) -> int:
        """How many kinds of characters are needed at this length."""
        return next((needed for up_to, needed in self.kinds if length <= up_to), 1)


POLICIES: Mapping[str, Policy] = MappingProxyType({"gb": Policy(8, ((11, 3), (15, 2))), "asvs": Policy(15)})
LONGEST = 200
FEWEST_DIFFERENT = 5
SITE_WORDS = (
    "海安", "政协", "委员", "联系群众", "haian", "zhengxie", "weiyuan", "cppcc", "liaison", "zxwy",
)  # fmt: skip
WEAK = frozenset((Path(__file__).parent.parent / "weak_passwords.txt").read_text(encoding="utf-8").split())


def folded(words: str) -> str:
    """Text for comparing passwords: full-width, case and spaces make no difference."""
    return "".join(same_typing(words).casefold().split())


def kinds_of(password: str) -> int:
    """How many of: small letters, capitals, digits, other writing, signs and spaces."""
    tests = (
        str.islower, str.isupper, str.isdigit, lambda c: c.isalpha() and not c.isascii(), lambda c: not c.isalnum(),
    )  # fmt: skip
    return sum(any(test(c) for c in password) for test in tests)


def own_words(name: str, username: str, phone: str | None) -> tuple[str, ...]:
    """The words of a person that anybody guesses first."""
    return tuple(word for word in (name, username, phone, pinyin(name)) if word)


def beyond_guessing(password: str, guessable: Iterable[str]) -> str:
    """What is left of a folded password without the words that anybody tries first."""
    left = folded(password)
    for word in sorted({folded(w) for w in guessable}, key=len, reverse=True):
        left = left.replace(word, "")
    return left


def password_fault(password: str, own: Iterable[str], policy: Policy) -> str | None:
    """What is to be changed about a new password, in one sentence; None when it will do.

    own: the person's own words. Source: SECURITY AN-04 (GB/T 22239 口令复杂度; ASVS 6.2).
    """
    plain = same_typing(password)
    if len(plain) > LONGEST:
        return f"密码最多 {LONGEST} 个字，请短一些"
    if len(plain.strip()) < policy.shortest:
        return f"密码太短，请至少用 {policy.shortest} 个字"
    if len(set(folded(plain))) < FEWEST_DIFFERENT:
        return f"重复的字太多，请至少用 {FEWEST_DIFFERENT} 个不同的字"
    if len(beyond_guessing(plain, {*WEAK, *SITE_WORDS, *own})) < policy.shortest:
        return "这个密码容易被猜到：请不要用常见密码、姓名、电话、用户名或单位名称来凑"
    if kinds_of(plain) < policy.kinds_for(len(plain)):
        return "请把大写字母、小写字母、数字、汉字、符号里的几种混着用，或者写成 16 个字以上的一句话"
    return None


OFFICE_GIVES = tuple(role for role in SEATED if role not in GOVERNING)
GRANTS: Mapping[Role, tuple[Role, ...]] = MappingProxyType(
    {
        Role.SYSTEM: SEATED,
        Role.SECURITY: SEATED,
        Role.OFFICE: OFFICE_GIVES,
        Role.UNIT_LEADER: (Role.UNIT_LEADER, Role.HANDLER),
        Role.DIRECTOR: (Role.DIRECTOR, Role.CLERK),
    }
)
EVERYWHERE = (Role.SYSTEM, Role.SECURITY, Role.OFFICE)
GIVEN_ELSEWHERE = (Role.MEMBER, Role.LIBRARIAN)
SEATED_AT: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.UNIT_LEADER: ("department", "town"),
        Role.HANDLER: ("department", "town"),
        Role.CLERK: ("committee", "working_group"),
        Role.DIRECTOR: ("committee", "working_group"),
    }
)
FIRST_SEATS: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        "department": (Role.UNIT_LEADER,),
        "town": (Role.UNIT_LEADER,),
        "committee": (Role.CLERK, Role.DIRECTOR),
        "working_group": (Role.CLERK, Role.DIRECTOR),
    }
)
SUFFIXES: Mapping[Role, tuple[str, str]] = MappingProxyType(
    {Role.UNIT_LEADER: ("ld", "负责人"), Role.CLERK: ("jb", "经办"), Role.DIRECTOR: ("zr", "主任")}
)


def may_give(giver: Role, role: Role, *, is_own_organisation: bool) -> bool:
    """Whether somebody in one role may give, pass on or end a seat of another, here or elsewhere."""
    return role in GRANTS.get(giver, ()) and (giver in EVERYWHERE or is_own_organisation)


def role_titled(title: str) -> Role:
    """The role that a screen calls so."""
    return next(role for role in SEATED if role.title == title)


def seats_anywhere(giver: Role) -> tuple[Role, ...]:
    """The seats that somebody may give on the page of users; members and librarians are seated with their lists."""
    return tuple(role for role in GRANTS.get(giver, ()) if role not in GIVEN_ELSEWHERE)


def seats_fitting(giver: Role, kind: str | None) -> tuple[Role, ...]:
    """The seats that somebody may give at an organisation of this kind (None: at none)."""
    return tuple(role for role in seats_anywhere(giver) if kind in SEATED_AT.get(role, (None, "office")))
