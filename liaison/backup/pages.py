"""A SQLite database as the pages of its file: what each is known by, and which of them changed since another time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

DIGEST_BYTES = 16
SIZE_AT, VERSIONS_AT = slice(16, 18), slice(18, 20)  # in the header of the file
LARGEST = 65_536
NO_WAL = b"\x01\x01"  # a database in memory cannot be read by way of one


@dataclass
class Image:
    """A database at one moment, as bytes. digests: what each page is known by, in their order."""

    content: bytearray | bytes
    digests: list[bytes]

    @property
    def page_size(self) -> int:
        """Bytes of a page."""
        said = int.from_bytes(self.content[SIZE_AT], "big")
        return LARGEST if said == 1 else said

    @property
    def state(self) -> str:
        """What the whole is known by: equal ones are the same database."""
        return state_of(self.digests)

    def page(self, number: int) -> bytes:
        """A page; the first is 0."""
        return bytes(self.content[number * self.page_size : (number + 1) * self.page_size])


def image_of(content: bytearray | bytes, key: bytes) -> Image:
    """The image of a database. key: without it nobody can tell by a digest which page it is of."""
    if content[VERSIONS_AT] != NO_WAL:
        content = bytearray(content)
        content[VERSIONS_AT] = NO_WAL
    image, secret = Image(content, []), secret_of(key)
    view, size = memoryview(content), image.page_size
    image.digests = [digest_of(view[start : start + size], secret) for start in range(0, len(content), size)]
    return image


def put_pages(image: Image, numbers: Sequence[int], pages: bytes, page_count: int, key: bytes) -> None:
    """Put some pages into an image, which grows or is cut to so many.

    pages: one after the other, in the order of their numbers.
    """
    size, secret = image.page_size, secret_of(key)
    content, digests = bytearray(image.content) if isinstance(image.content, bytes) else image.content, image.digests
    content.extend(bytes(max(0, page_count * size - len(content))))
    digests.extend([b""] * (page_count - len(digests)))
    del content[page_count * size :], digests[page_count:]
    for place, number in enumerate(numbers):
        page = pages[place * size : (place + 1) * size]
        content[number * size : (number + 1) * size], digests[number] = page, digest_of(page, secret)
    image.content = content


def changed_pages(before: Sequence[bytes], after: Sequence[bytes]) -> list[int]:
    """The numbers of the pages that are new or other than before."""
    changed = [number for number, (old, new) in enumerate(zip(before, after, strict=False)) if old != new]
    return changed + list(range(len(before), len(after)))


def state_of(digests: Sequence[bytes]) -> str:
    """What a database is known by, in hexadecimal digits."""
    return hashlib.blake2b(b"".join(digests), digest_size=DIGEST_BYTES).hexdigest()


def digest_of(page: bytes | memoryview, secret: bytes) -> bytes:
    """What a page is known by."""
    return hashlib.blake2b(page, digest_size=DIGEST_BYTES, key=secret).digest()


def secret_of(key: bytes) -> bytes:
    """What digests are keyed with: as long as they take."""
    return hashlib.sha256(b"liaison backup, digests of pages\n" + key).digest()
