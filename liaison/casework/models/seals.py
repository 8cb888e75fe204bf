"""The seal of a step record: what it held when it was written, so that a later change gives itself away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine.default import DefaultExecutionContext

UNSEALED = frozenset({"id", "seal"})


def seal_of(cells: Mapping[str, Any]) -> str:
    """The SHA-256 of a record's cells. Empty ones are left out: a column that comes later breaks no older seal."""
    held = {key: value for key, value in cells.items() if value and key not in UNSEALED}
    words = json.dumps(held, ensure_ascii=False, sort_keys=True, default=written)
    return hashlib.sha256(words.encode()).hexdigest()


def written(value: Any) -> str:
    """A day, or a moment in UTC, as text."""
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def sealed(context: DefaultExecutionContext) -> str:
    """The seal of the row that is being written."""
    return seal_of(context.get_current_parameters())
