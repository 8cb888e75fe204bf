"""What the drawing process gives up before it draws: memory without end, the network, other programs."""

from __future__ import annotations

import sys
from typing import Any

try:
    import resource
except ImportError:  # Windows has none: there the parent's clock alone ends a child
    resource = None  # type: ignore[assignment]

MEMORY_BYTES = 6 * 2**30  # of addresses; fonts are mapped whole, so it is far more than what is used
FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "urllib.Request",
    "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.startfile", "os.spawn", "os.remove",
    "os.rename", "os.rmdir", "shutil.",
)  # fmt: skip


def confine() -> None:
    """Give these up; there is no way back."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(refuse)


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what reaches outside. Raises PermissionError."""
    if event.startswith(FORBIDDEN) and not is_within_the_page(event, arguments):
        raise PermissionError(event)


def is_within_the_page(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether what is asked for is a picture that came along in its own address (data:)."""
    return event == "urllib.Request" and str(arguments[0]).startswith("data:")
