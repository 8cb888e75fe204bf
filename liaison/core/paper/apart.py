"""Drawing papers in a process of its own, which can be slow, fat or dead without harm to anybody."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import Any
from zipfile import ZipFile

from liaison.core.errors import Refused
from liaison.core.paper.software import NO_PANGO
from liaison.core.sheets.frames import receive_bytes, send, send_bytes, understood

PAPER, FILE = "paper", "file"  # our own layouts of a Word file: of a case's papers, of all that is kept of one person
CHILD = Path(__file__).with_name("child.py")
SECONDS, SECONDS_EACH = 60, 10  # against a child that hangs; on a busy machine honest work takes long as well
LONGEST_WAIT = 30
LARGEST_PAPER = 512 * 2**20
LARGEST_MESSAGE = 10_000
BROKEN = (EOFError, OSError, ValueError, TypeError, LookupError)
# Where fonts and their lists are found; nothing else of our surroundings goes along.
PASSED_ON = (
    "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "SYSTEMROOT", "WINDIR", "WEASYPRINT_DLL_DIRECTORIES",
)  # fmt: skip
FAILED = "没有打印出来，是平台的问题，原因已经记下。请再试一次；还不行，请联系系统管理员。"
TOO_LONG = "打印用的时间太长，停下了。请少选一些再打印。"
BUSY = "正在打印别的，请过一会儿再试。"
BAD_TEMPLATE = "Word 模板用不了：{}。请改好模板，或者把它移走，用自带的。"
ONE_AT_A_TIME = BoundedSemaphore(1)
LOG = logging.getLogger(__name__)
Tell = Callable[[int, int], None]


class Unprintable(Refused):
    """A paper that could not be drawn; nothing was changed."""


def untold(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def pdf_of(documents: Sequence[str], styles: str, tell: Tell = untold) -> bytes:
    """One PDF of whole HTML documents, each with pages counted from 1; nothing they name is fetched.

    styles: CSS of all; tell: hears `(documents drawn, in all)`. Raises Unprintable.
    """
    wanted = {"kind": "pdf", "documents": list(documents), "styles": styles}
    return drawn(wanted, b"", tell, SECONDS + SECONDS_EACH * len(documents))


def word_of(template: bytes, context: dict[str, Any], layout: str = PAPER) -> bytes:
    """A Word file from a template of the office's; empty bytes stand for our own of a layout. Raises Unprintable."""
    return words_of(template, [context], layout)[0]


def words_of(
    template: bytes, contexts: Sequence[dict[str, Any]], layout: str = PAPER, tell: Tell = untold
) -> list[bytes]:
    """Several Word files from one template, drawn by one child. tell: hears `(files drawn, in all)`."""
    wanted = {"kind": "word", "contexts": list(contexts), "layout": layout}
    archive = drawn(wanted, template, tell, SECONDS + SECONDS_EACH * (len(contexts) - 1))
    with ZipFile(io.BytesIO(archive)) as files:
        return [files.read(f"{number}") for number in range(len(contexts))]


def word_template(layout: str = PAPER) -> bytes:
    """Our own template as it is, for the office to change. Raises Unprintable."""
    return drawn({"kind": "word", "contexts": None, "layout": layout}, b"", untold, SECONDS)


def drawn(wanted: dict[str, Any], beside: bytes, tell: Tell, seconds: int) -> bytes:
    """What a child of its own makes of the request; one at a time in a process."""
    if not ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise Unprintable(BUSY)
    child = started()
    timer = Timer(seconds, child.kill)
    timer.daemon = True
    timer.start()
    try:
        send(child.stdin, wanted)
        send_bytes(child.stdin, beside)
        return received(child, tell)
    except BROKEN as broken:
        raise Unprintable(FAILED if timer.is_alive() else TOO_LONG) from broken
    finally:
        timer.cancel()
        end(child)
        ONE_AT_A_TIME.release()


def started() -> subprocess.Popen[bytes]:
    """A new child: our own packages, no environment but where fonts are, no file of ours open."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own script, and no word of anybody's
        [sys.executable, "-I", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip


def received(child: subprocess.Popen[bytes], tell: Tell) -> bytes:
    """The paper, once it is drawn. Raises Unprintable, or one of BROKEN where the child has ended."""
    while True:
        kind, *parts = understood(receive_bytes(child.stdout, LARGEST_MESSAGE))
        if kind == "done":
            return receive_bytes(child.stdout, LARGEST_PAPER)
        if kind != "told":
            raise fault_of(*parts)
        tell(*parts)


def fault_of(kind: str, words: str) -> Unprintable:
    """What the child's mistake is called."""
    LOG.error("drawing a paper failed: %s: %s", kind, words)
    if kind == "OSError" and "load library" in words:
        return Unprintable(NO_PANGO)
    return Unprintable(BAD_TEMPLATE.format(words[:200]) if kind.startswith("Template") else FAILED)


def end(child: subprocess.Popen[bytes]) -> None:
    """Leave nothing of the child behind."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):
            pipe.close()
