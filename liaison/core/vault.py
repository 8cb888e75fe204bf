"""Sealing personal cells: authenticated encryption under a ring of keys, and blind indexes to find them by.

A sealed cell reads `v1:<cipher>:<key id>:<nonce, ciphertext and tag in base64>`. It opens only where it was sealed:
`where` (table.column.row) is authenticated with it, so that no cell can be moved to another row or column.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

AES, SM4 = "aes", "sm4"
CIPHERS = {AES: "AES-256-GCM", SM4: "SM4-GCM"}
MATERIAL, NONCE, TAG = 32, 12, 16
ID_DIGITS = 16
SEALED = re.compile(r"v1:(aes|sm4):([0-9a-f]{16}):([A-Za-z0-9_-]+={0,2})")
NO_KEY = "没有数据密钥，打不开加密的个人信息。请把原来的 data_key 放回实例文件夹（或设回 DATA_KEYS），再启动。"
BAD_KEYS = "数据密钥写得不对：每行一把，先写 aes 或 sm4，空一格，再写 32 字节的 base64。请用原来的 data_key 换回来。"
BROKEN = "这一格加密的个人信息打不开：它被改动过，或者被挪了地方。请告诉系统管理员，运行 flask check。"


class Unopened(ValueError):  # noqa: N818 - it says what the cell is
    """A sealed cell that cannot be opened: its key is not in the ring, or it was changed or moved."""


@dataclass(frozen=True)
class Key:
    """One key of the ring. material: 32 random bytes, from which everything that is used is derived."""

    cipher: str
    material: bytes

    @cached_property
    def id(self) -> str:
        """16 hex digits that tell which key it is and nothing about it."""
        return self.derived("id", 8).hex()

    @cached_property
    def line(self) -> str:
        """As it stands in the file of keys."""
        return f"{self.cipher} {base64.b64encode(self.material).decode()}"

    def derived(self, purpose: str, length: int) -> bytes:
        """A key of its own for one purpose."""
        return HKDF(SHA256(), length, salt=None, info=f"liaison {self.cipher} {purpose}".encode()).derive(self.material)

    @cached_property
    def _lock(self) -> tuple[Callable[[bytes, bytes, bytes], bytes], Callable[[bytes, bytes, bytes], bytes]]:
        """(encrypt, decrypt), each of nonce, content, what is authenticated beside it."""
        if self.cipher == AES:
            gcm = AESGCM(self.derived("seal", 32))
            return gcm.encrypt, gcm.decrypt
        sm4 = algorithms.SM4(self.derived("seal", 16))
        return _sm4_encrypt(sm4), _sm4_decrypt(sm4)

    def encrypt(self, plain: bytes, where: bytes) -> bytes:
        """Nonce, ciphertext and tag; the nonce is random, never given twice."""
        nonce = os.urandom(NONCE)
        return nonce + self._lock[0](nonce, plain, where)

    def decrypt(self, sealed: bytes, where: bytes) -> bytes:
        """The content again. Raises InvalidTag."""
        return self._lock[1](sealed[:NONCE], sealed[NONCE:], where)


def _sm4_encrypt(key: algorithms.SM4) -> Callable[[bytes, bytes, bytes], bytes]:
    def encrypt(nonce: bytes, plain: bytes, where: bytes) -> bytes:
        work = Cipher(key, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(where)
        return work.update(plain) + work.finalize() + work.tag

    return encrypt


def _sm4_decrypt(key: algorithms.SM4) -> Callable[[bytes, bytes, bytes], bytes]:
    def decrypt(nonce: bytes, sealed: bytes, where: bytes) -> bytes:
        work = Cipher(key, modes.GCM(nonce, sealed[-TAG:])).decryptor()
        work.authenticate_additional_data(where)
        return work.update(sealed[:-TAG]) + work.finalize()

    return decrypt


@dataclass(frozen=True)
class Ring:
    """All keys, oldest first: the last one seals, every one opens; blind indexes come from the first."""

    keys: tuple[Key, ...]

    @cached_property
    def by_id(self) -> dict[str, Key]:
        """`{key id: key}`."""
        return {key.id: key for key in self.keys}

    @property
    def current(self) -> Key:
        """The key that seals."""
        return self.keys[-1]

    @cached_property
    def index(self) -> hmac.HMAC:
        """What blind indexes are made with; it stays through a rotation, so that they need not be made anew."""
        return hmac.new(self.keys[0].derived("index", 32), digestmod=hashlib.sha256)

    @property
    def lines(self) -> str:
        """As the file of keys holds them."""
        return "".join(f"{key.line}\n" for key in self.keys)


_ring: Ring | None = None
_look_again: Callable[[], Ring] | None = None


def new_key(cipher: str = AES) -> Key:
    """A fresh key."""
    return Key(cipher, os.urandom(MATERIAL))


def ring_of(lines: str) -> Ring:
    """The ring that lines (or parts between `,`) of `<cipher> <base64>` describe. Raises ValueError with a sentence."""
    words = [line.split() for line in lines.replace(",", "\n").splitlines() if line.strip()]
    try:
        keys = tuple(Key(cipher, base64.b64decode(material, validate=True)) for cipher, material in words)
    except (ValueError, binascii.Error) as fault:
        raise ValueError(BAD_KEYS) from fault
    if not keys or any(key.cipher not in CIPHERS or len(key.material) != MATERIAL for key in keys):
        raise ValueError(BAD_KEYS)
    return Ring(keys)


def use(ring: Ring, again: Callable[[], Ring] | None = None) -> None:
    """Seal and open with this ring from now on. again: gives it anew where a cell asks for a key that is not in it."""
    global _ring, _look_again
    _ring, _look_again = ring, again


def key_named(key_id: str) -> Key | None:
    """A key of the ring; one that was added since the program started is looked for where the keys are kept."""
    if key_id not in ring().by_id and _look_again is not None:
        use(_look_again(), _look_again)
    return ring().by_id.get(key_id)


def ring() -> Ring:
    """The ring in use. Raises Unopened where none was given."""
    if _ring is None:
        raise Unopened(NO_KEY)
    return _ring


def seal(plain: str, where: str) -> str:
    """A text sealed under the current key. where: table.column.row, without which it does not open again."""
    key = ring().current
    return f"v1:{key.cipher}:{key.id}:{base64.urlsafe_b64encode(key.encrypt(plain.encode(), where.encode())).decode()}"


def unseal(sealed: str, where: str) -> str:
    """The text again. Raises Unopened where it was changed, moved, or sealed under a key that is not here."""
    parts = sealed.split(":")
    key = key_named(parts[2]) if len(parts) == 4 else None
    if key is None:
        raise Unopened(NO_KEY if is_sealed(sealed) else BROKEN)
    try:
        return key.decrypt(base64.urlsafe_b64decode(parts[3]), where.encode()).decode()
    except (InvalidTag, ValueError) as fault:
        raise Unopened(BROKEN) from fault


def seal_bytes(content: bytes, where: str) -> bytes:
    """A whole file sealed under the current key: the key's id, then nonce, ciphertext and tag. where: as for cells."""
    key = ring().current
    return key.id.encode() + key.encrypt(content, where.encode())


def unseal_bytes(sealed: bytes, where: str) -> bytes:
    """The file again. Raises Unopened as `unseal` does."""
    key = key_named(sealed[:ID_DIGITS].decode("ascii", "replace"))
    if key is None:
        raise Unopened(NO_KEY)
    try:
        return key.decrypt(sealed[ID_DIGITS:], where.encode())
    except (InvalidTag, ValueError) as fault:
        raise Unopened(BROKEN) from fault


def is_sealed(text: str) -> bool:
    """Whether it looks like a sealed cell."""
    return SEALED.fullmatch(text) is not None


def key_of(sealed: str) -> str:
    """The id of the key it was sealed under."""
    return sealed.split(":")[2]


def index_of(plain: str, purpose: str) -> str:
    """A blind index, 32 hex digits: equal for equal texts and purposes, telling nothing without the key."""
    found = ring().index.copy()
    found.update(f"{purpose}\0{plain}".encode())
    return found.hexdigest()[:32]
