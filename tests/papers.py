"""What a PDF holds, as far as tests ask: its pages, its fonts, the letters that are written with them."""

from __future__ import annotations

import re
import zlib


def unpacked(pdf: bytes) -> bytes:
    """All that a PDF says, its packed streams unpacked."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        unpacker = zlib.decompressobj()
        parts.append(unpacker.decompress(stream) if stream[:1] == b"x" else b"")
    return b"\n".join(parts)


def page_count(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type\s*/Page\b", unpacked(pdf)))


def has_fonts(pdf: bytes) -> bool:
    """Whether its fonts came along within it."""
    return re.search(rb"/FontFile[23]\b", unpacked(pdf)) is not None


def letters_in(pdf: bytes) -> set[str]:
    """The letters that its fonts stand for; those of other streams are not lost among them."""
    found = re.findall(rb"^<[0-9a-fA-F]+> <([0-9a-fA-F]+)>", unpacked(pdf), re.M)
    return {letter for one in found for letter in bytes.fromhex(one.decode()).decode("utf-16-be", "replace")}
