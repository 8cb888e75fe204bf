"""No whole phone number enters the log: whatever is noted is looked through, whichever field it stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from liaison.core.sealed_json import Json, as_json
from liaison.core.text import mask_phone

# A mobile number by itself; not a run of digits within a fingerprint or a longer number.
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")


def masked(words: str) -> str:
    """The same words with every mobile number as 138****5521."""
    return MOBILE.sub(lambda found: mask_phone(found.group()), words)


def masked_changes(changes: Mapping[str, Any] | Json) -> Any:
    """Changes in JSON's own types, or as its text, without a whole number."""
    words = as_json(changes)
    if not MOBILE.search(words):
        return changes
    return Json(masked(words)) if isinstance(changes, Json) else json.loads(masked(words))
