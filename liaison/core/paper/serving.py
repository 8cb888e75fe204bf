"""The child's side of drawing apart: take one request from the pipe, draw, send what came of it, end."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, BinaryIO

from liaison.core.paper.confinement import confine
from liaison.core.sheets.frames import receive_bytes, send, send_bytes, understood

LONGEST_REQUEST = 256 * 2**20
DRAWERS = {"pdf": "liaison.core.paper.pdf", "word": "liaison.core.paper.word"}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer one request: `["told", done, total]` any number of times, then `["done"]` and the bytes, or the fault."""
    wanted = understood(receive_bytes(requests, LONGEST_REQUEST))
    beside = receive_bytes(requests, LONGEST_REQUEST)
    try:
        content = drawn(wanted, beside, lambda done, total: send(answers, ["told", done, total]))
    except Exception as error:
        send(answers, ["failed", type(error).__name__, str(error)[:1000]])
        sys.stdout.flush()
        raise
    send(answers, ["done"])
    send_bytes(answers, content)


def drawn(wanted: dict[str, Any], beside: bytes, tell: Any) -> bytes:
    """The paper. What draws it is loaded first, then the process gives up the network and other programs."""
    drawer = import_module(DRAWERS[wanted.pop("kind")])
    confine()
    return drawer.draw(beside, tell, **wanted)
