"""Keys that an instance makes for itself: each a small file in its folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

DRAWN_BYTES = 48
OTHERS_MAY = 0o077


def kept_text(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(DRAWN_BYTES)) -> str:
    """The text of a key file, which is made where there is none; what others might read is closed to them."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
    if os.name == "posix" and path.stat().st_mode & OTHERS_MAY:
        path.chmod(0o600)
    return path.read_text().strip()
