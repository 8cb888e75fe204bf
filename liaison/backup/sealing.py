"""A sealed file: AES-256-GCM over pieces of 1 MiB, so that a cut, a turned bit or another order is noticed.

Magic, mark of the key (8 bytes), salt (32); then the pieces. The key of one file is drawn from the key of the instance
and the salt, so no nonce is ever used twice with it: number of the piece (11 bytes), and 1 for the last one, else 0.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liaison.backup.keys import MARK_BYTES, mark_of
from liaison.core.errors import Refused

MAGIC = b"LIAISON-BACKUP-1\n"
SALT_BYTES, TAG_BYTES = 32, 16
PIECE = 2**20
DAMAGED = "备份被改过，或者没有传完整，没有动现在的数据。请换一份备份。"
OTHER_KEY = (
    "这份备份是用另一把密钥（记号 {}）加密的，这里的密钥记号是 {}。"
    "请用当时的 backup_key：放进数据文件夹，或者设 BACKUP_KEY。没有动现在的数据。"
)


class Sealer:
    """Writes a sealed file: `write` as often as one likes, then `close`."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._head = MAGIC + mark_of(key) + salt
        self._file, self._cipher = file, AESGCM(key_of_file(key, salt))
        self._number, self._left = 0, bytearray()
        file.write(self._head)

    def write(self, piece: bytes) -> int:
        """Take some bytes; what fills a piece goes to the file, but for the last, which is known at the end only."""
        self._left += piece
        while len(self._left) > PIECE:
            self._seal(bytes(self._left[:PIECE]), is_last=False)
            del self._left[:PIECE]
        return len(piece)

    def flush(self) -> None:
        """Nothing: pieces are sealed whole."""

    def close(self) -> None:
        """Seal what is left, as the end."""
        self._seal(bytes(self._left), is_last=True)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(nonce(self._number, is_last=is_last), piece, self._head))
        self._number += 1


def is_sealed(file: IO[bytes]) -> bool:
    """Whether a file says of itself that it is sealed; it is left at its beginning."""
    found = file.read(len(MAGIC))
    file.seek(0)
    return found == MAGIC


def unsealed(file: IO[bytes], key: bytes) -> Iterator[bytes]:
    """What a sealed file holds, piece by piece. Raises Refused where it is not what was written, up to its end."""
    head = file.read(len(MAGIC) + MARK_BYTES + SALT_BYTES)
    mark = head[len(MAGIC) : len(MAGIC) + MARK_BYTES]
    if len(head) < len(MAGIC) + MARK_BYTES + SALT_BYTES:
        raise Refused(DAMAGED)
    if mark != mark_of(key):
        raise Refused(OTHER_KEY.format(mark.hex(), mark_of(key).hex()))
    cipher = AESGCM(key_of_file(key, head[-SALT_BYTES:]))
    try:
        for number, (piece, is_last) in enumerate(pieces(file)):
            yield cipher.decrypt(nonce(number, is_last=is_last), piece, head)
    except InvalidTag as error:
        raise Refused(DAMAGED) from error


def pieces(file: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each sealed piece, and whether it is the last."""
    piece = file.read(PIECE + TAG_BYTES)
    while True:
        following = file.read(PIECE + TAG_BYTES)
        yield piece, not following
        if not following:
            return
        piece = following


def nonce(number: int, *, is_last: bool) -> bytes:
    """12 bytes that come once in a file."""
    return number.to_bytes(11, "big") + bytes([is_last])


def key_of_file(key: bytes, salt: bytes) -> bytes:
    """The AES key of one file."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"liaison backup").derive(key)
