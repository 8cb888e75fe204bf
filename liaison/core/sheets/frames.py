"""Messages between two processes: the length in four bytes, then that many bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

LENGTH = struct.Struct("!I")


def send(stream: BinaryIO, message: Any) -> None:
    """Send one message as JSON; half surrogates travel as well."""
    send_bytes(stream, json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def send_bytes(stream: BinaryIO, content: bytes) -> None:
    """Send bytes as they are."""
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive_bytes(stream: BinaryIO, at_most: int) -> bytes:
    """The next message's bytes. Raises EOFError where it breaks off, ValueError where it is longer than at_most."""
    [length] = LENGTH.unpack(_exactly(stream, LENGTH.size))
    if length > at_most:
        raise ValueError("message too long")
    return _exactly(stream, length)


def understood(content: bytes) -> Any:
    """The message in these bytes. Raises ValueError or RecursionError where it is none."""
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _exactly(stream: BinaryIO, length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content
