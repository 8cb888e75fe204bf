"""What is sealed comes out as it went in, or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest

from liaison.backup.sealing import MAGIC, PIECE, TAG_BYTES, Sealer, is_sealed, unsealed
from liaison.core.errors import Refused

KEY = b"k" * 48
HEAD = len(MAGIC) + 8 + 32


def sealed(*pieces):
    """A sealed file of these pieces."""
    file = BytesIO()
    sealer = Sealer(file, KEY)
    for piece in pieces:
        sealer.write(piece)
    sealer.close()
    return file.getvalue()


def opened(whole, key=KEY):
    """What comes out."""
    return b"".join(unsealed(BytesIO(whole), key))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_every_length_comes_back(size):
    content = bytes(range(256)) * (size // 256 + 1)
    whole = sealed(content[: size // 2], content[size // 2 : size])
    assert is_sealed(BytesIO(whole)) and opened(whole) == content[:size]


def test_no_two_files_are_alike():
    assert sealed(b"same")[HEAD:] != sealed(b"same")[HEAD:]


WHOLE = sealed(b"a" * PIECE, b"b" * PIECE, b"c")
FULL = PIECE + TAG_BYTES


@pytest.mark.parametrize("spoilt", [
    WHOLE[: HEAD + FULL], WHOLE[: HEAD + 2 * FULL], WHOLE[:-1], WHOLE[: HEAD - 1], WHOLE[:HEAD], WHOLE + b"x",
    WHOLE + WHOLE[HEAD + FULL :],
    WHOLE[:HEAD] + WHOLE[HEAD + FULL : HEAD + 2 * FULL] + WHOLE[HEAD : HEAD + FULL] + WHOLE[HEAD + 2 * FULL :],
    WHOLE[: HEAD - 1] + bytes([WHOLE[HEAD - 1] ^ 1]) + WHOLE[HEAD:],
    WHOLE[: HEAD + 9] + bytes([WHOLE[HEAD + 9] ^ 1]) + WHOLE[HEAD + 10 :],
], ids=[
    "piece_cut", "two_pieces", "tail_cut", "head_cut", "head_only", "more", "twice", "swapped", "salt", "bit",
])  # fmt: skip
def test_what_was_changed_is_refused(spoilt):
    with pytest.raises(Refused, match="被改过，或者没有传完整"):
        opened(spoilt)


def test_another_key_is_named_by_its_mark():
    with pytest.raises(Refused, match="另一把密钥（记号 [0-9a-f]{16}）"):
        opened(WHOLE, b"x" * 48)
