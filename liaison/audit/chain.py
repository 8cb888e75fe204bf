"""The keyed chain of events: what is sealed of each, and how one seal hangs on the one before.

A seal is the HMAC-SHA-256 of the seal before and of every cell of the event, under a key that is not in the database.
Beside it stands a running number without gaps. A column that is added to `event` later goes to the end of `TOLD`
only where it is filled, so that it breaks no older seal.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy.engine import Connection, Engine

# Of the one who did it, in the order in which they are sealed; then thing, thing_id, label and changes.
TOLD = (
    "at", "actor_id", "actor_name", "actor_role", "on_behalf", "for_user_id", "address", "session_id", "request_id",
    "verb",
)  # fmt: skip
AUDIT_KEYS = "audit_keys"
FIRST = ""  # the seal before the first
BROKEN = "broken"  # stands in for the seal before, where the head was not ours


class NoAuditKey(Exception):  # noqa: N818
    """An engine that was not given the keys of the log: nothing can be sealed, so nothing is saved."""


@dataclass(frozen=True)
class Keys:
    """The keys of the log. now: of the one in use; by_id: those of before, too."""

    now: str
    by_id: Mapping[str, bytes]

    @classmethod
    def of(cls, words: Iterable[str]) -> Keys:
        """The keys from their words, the one in use first."""
        keys = [word.encode() for word in words]
        return cls(id_of(keys[0]), {id_of(key): key for key in keys})

    @property
    def key(self) -> bytes:
        """The key in use."""
        return self.by_id[self.now]


def id_of(key: bytes) -> str:
    """What a key is called: eight characters that tell nothing of it."""
    return hashlib.sha256(b"liaison audit key:" + key).hexdigest()[:8]


def keep_keys(engine: Engine, keys: Keys) -> None:
    """Hand the keys to an engine; every connection of it knows them from then on."""
    engine.update_execution_options(**{AUDIT_KEYS: keys})


def keys_of(connection: Connection) -> Keys:
    """The keys that the engine of this connection was given."""
    keys = connection.get_execution_options().get(AUDIT_KEYS)
    if keys is None:
        raise NoAuditKey("audit.chain.keep_keys(engine, keys) comes first")
    return keys


def cell(value: Any) -> str:
    """One cell as it is sealed; what a column cannot hold becomes words that no seal fits."""
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    return encode_basestring(str(value))


def common(cells: Iterable[Any]) -> str:
    """The cells of `TOLD`, which many events of one verb share."""
    return ",".join(map(cell, cells))


def written(moment: datetime) -> str:
    """A moment as both databases give it back: in UTC, to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def seal_of(
    key: bytes, before: str, number: int, event_id: Any, told: str, thing: Any, thing_id: Any, label: Any, changes: Any
) -> str:  # fmt: skip
    """The seal of one event. told: `common` of its other cells; changes: the JSON, as its column holds it."""
    cells = f"event:{before}:[{number},{cell(event_id)},{told},{cell(thing)},{cell(thing_id)},{cell(label)},{changes}]"
    return hmac.digest(key, cells.encode(errors="surrogatepass"), "sha256").hex()


def mac_of(key: bytes, kind: str, *cells: Any) -> str:
    """The signature of a head or an anchor. kind: what is signed, so that none passes for another."""
    return hmac.digest(key, f"{kind}:{common(cells)}".encode(), "sha256").hex()


def is_genuine(keys: Keys, key_id: str, mac: str, kind: str, *cells: Any) -> bool:
    """Whether a signature is ours; not so under a key that is not at hand."""
    key = keys.by_id.get(key_id)
    return key is not None and hmac.compare_digest(mac_of(key, kind, *cells), mac)
