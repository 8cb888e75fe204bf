"""Reading what somebody hands in, in a process of its own that can be slow, fat or dead without harm to anybody."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Self

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.frames import send, send_bytes
from liaison.core.sheets.receiving import BROKEN, Failed, Loaded, Receiver
from liaison.core.sheets.sources import refuse_size

__all__ = ["Loaded", "ReadingApart", "load_apart"]

CHILD = Path(__file__).with_name("child.py")
TOO_HEAVY = "这个文件太大或太复杂，读到一半停下了，什么也没有写入。请只留要导入的那张表，另存为新的 .xlsx 后再导入"
ROOT = Path(sys.base_prefix).anchor or "/"
LONGEST_NAME = 200
NEEDED_ON_WINDOWS = ("SYSTEMROOT",)
LOG = logging.getLogger(__name__)


class ReadingApart:
    """A child process that reads files one after another; use it within `with`, and from one thread.

    It starts with the first file; one that dies is replaced at the next. script: what it runs.
    """

    def __init__(self, script: Path = CHILD) -> None:
        self._script = script
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, content: bytes, file_name: str, *, only: str | None = None, first_rows: int | None = None) -> Loaded:
        """The sheets of a file that can be seen.

        only: this sheet, though it be hidden; first_rows: keep so many rows of each sheet and count the others.
        Raises FileRefused, with TOO_HEAVY where reading took more memory or time than it may.
        """
        refuse_size(content)
        child = self._sound_child()
        receiver = Receiver()
        try:
            with ended_in_time(child):
                send(child.stdin, {"name": Path(file_name).name[:LONGEST_NAME], "only": only, "first_rows": first_rows})
                send_bytes(child.stdin, content)
                return receiver.receive(child.stdout)
        except Failed as failed:
            LOG.error("reading a file failed: %s at %s", *failed.args)
            raise FileRefused("TOO_HEAVY", TOO_HEAVY) from failed
        except BROKEN as broken:
            raise FileRefused("TOO_HEAVY", TOO_HEAVY) from broken
        finally:
            if not receiver.is_done:
                self.close()

    @property
    def child_id(self) -> int | None:
        """The number of the child; None before its first file."""
        return self._child.pid if self._child else None

    def _sound_child(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        self._child = self._child or started(self._script)
        return self._child

    def close(self) -> None:
        """End the child and leave nothing of it behind."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()


def load_apart(content: bytes, file_name: str, *, only: str | None = None, first_rows: int | None = None) -> Loaded:
    """One file, read by a child of its own; see `ReadingApart.load`."""
    with ReadingApart() as reading:
        return reading.load(content, file_name, only=only, first_rows=first_rows)


def started(script: Path) -> subprocess.Popen[bytes]:
    """A new child: no environment, no folder of ours, no file of ours open, no package but Python's own."""
    return subprocess.Popen(  # noqa: S603 - our own script, and no word of anybody's
        [sys.executable, "-I", "-S", str(script)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=bare_environment(),
    )  # fmt: skip


@contextmanager
def ended_in_time(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the child when the clock says so, whatever it is doing."""
    timer = Timer(limits.CHILD_WALL_SECONDS, child.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def bare_environment() -> dict[str, str]:
    """Nothing; on Windows the one word without which no program starts."""
    return {name: os.environ[name] for name in NEEDED_ON_WINDOWS if name in os.environ}
