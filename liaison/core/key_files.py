"""Keys that an instance makes for itself: each a small file in its folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

DRAWN_BYTES = 48


def kept_text(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(DRAWN_BYTES)) -> str:
    """The text of a key file, which is made where there is none."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
    return path.read_text().strip()
