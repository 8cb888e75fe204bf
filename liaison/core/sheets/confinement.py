"""What the child process gives up before it looks at a file: memory, time, files, programs and the network."""

from __future__ import annotations

import codecs
import encodings
import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from liaison.core.sheets import limits

try:
    import resource
except ImportError:  # Windows has none: there the parent's clock alone ends a child
    resource = None  # type: ignore[assignment]

# Encodings that a table or a zip may need; codecs are loaded from files, and files are closed to us later.
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "cp437", "ascii", "latin-1")
FORBIDDEN = (
    "socket.", "subprocess.", "os.", "ctypes.", "shutil.", "tempfile.", "pty.", "mmap.", "fcntl.", "sqlite3.",
    "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "winreg.", "_winapi.", "msvcrt.", "syslog.", "signal.",
)  # fmt: skip
HARMLESS = frozenset({"os.listdir", "os.scandir"})  # how Python looks for its own modules
LIBRARY = str(Path(encodings.__file__).parent.parent.resolve()) + os.sep


def confine() -> None:
    """Give up everything that reading a table does not need; there is no way back."""
    for name in ENCODINGS:
        codecs.lookup(name)
    limit_resources()
    sys.addaudithook(refuse)


def limit_resources() -> None:
    """Memory, open files, no further process, nothing written to disk, no core dump."""
    if resource is None:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY_BYTES), (resource.RLIMIT_NOFILE, limits.CHILD_OPEN_FILES),
        (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(kind, (most, most))


@contextmanager
def short_work() -> Iterator[None]:
    """Let one file have its processor time; the system ends the process that takes more."""
    if resource is not None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        used = math.ceil(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + limits.CHILD_CPU_SECONDS, hard))
    yield


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what Python is about to do where it reaches outside. Raises PermissionError."""
    if event == "open":
        refuse_file(*arguments)
    elif event.startswith(FORBIDDEN) and event not in HARMLESS:
        raise PermissionError(event)


def refuse_file(path: Any, _mode: str | None, flags: int) -> None:
    """Only Python's own modules may be read, nothing may be written."""
    is_writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    if is_writing or not os.path.realpath(os.fsdecode(path)).startswith(LIBRARY):
        raise PermissionError("open")
