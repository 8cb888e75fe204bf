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


def text_of(pdf: bytes) -> str:
    """All that it writes, in the order in which it is written, without white space."""
    objects = objects_in(pdf)
    named = re.findall(rb"/([\w.+-]+) (\d+) 0 R", b" ".join(objects.values()))
    fonts = {name: glyphs_of(objects, int(number)) for name, number in named}
    told, glyphs = [], {}
    for _number, content in sorted(objects.items()):
        for font, codes in re.findall(rb"/(\S+) [\d.]+ Tf|<([0-9a-f]+)>", content) if b" Tf\n" in content else ():
            glyphs = fonts[font] if font else glyphs
            told += [glyphs.get(codes[at : at + 4], "?") for at in range(0, len(codes), 4)]
    return "".join("".join(told).split())


def objects_in(pdf: bytes) -> dict[int, bytes]:
    """`{number: what the object says}`, its stream unpacked; those that are packed together are taken apart."""
    found: dict[int, bytes] = {}
    for number, body in re.findall(rb"^(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S | re.M):
        head, _, stream = body.partition(b"stream\n")
        content = zlib.decompressobj().decompress(stream) if stream[:1] == b"x" else b""
        found[int(number)] = content if stream else body
        first = re.search(rb"/Type /ObjStm.*?/First (\d+)", head)
        if first:
            start = int(first[1])
            places = [int(one) for one in content[:start].split()]
            ends = [*places[3::2], len(content) - start]
            for inner, at, end in zip(places[::2], places[1::2], ends, strict=True):
                found[inner] = content[start + at : start + end]
    return found


def glyphs_of(objects: dict[int, bytes], number: int) -> dict[bytes, str]:
    """`{code of a glyph: its letters}` of a font; none where the object is no font."""
    told = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(number, b""))
    pairs = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>", objects[int(told[1])], re.M) if told else ()
    return {code: bytes.fromhex(one.decode()).decode("utf-16-be", "replace") for code, one in pairs}
