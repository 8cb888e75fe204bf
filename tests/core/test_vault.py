"""Sealed cells open where they were sealed, under a key of the ring, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liaison.core import vault
from liaison.core.vault import AES, SM4, Ring, Unopened, index_of, new_key, ring_of, seal, unseal, use

PHONE, HERE = "15400000001", "representative.phone.a1"


@pytest.fixture(autouse=True)
def ring() -> Iterator[Ring]:
    """A ring of its own; the one of the program is put back."""
    before, own = vault._ring, Ring((new_key(),))
    use(own)
    yield own
    vault._ring = before


@pytest.mark.parametrize("cipher", [AES, SM4])
def test_opens_where_it_was_sealed(cipher: str) -> None:
    """Both ciphers give the text back, never the same bytes twice, and show nothing of it."""
    use(Ring((new_key(cipher),)))
    one, other = seal(PHONE, HERE), seal(PHONE, HERE)
    assert one != other
    assert one.startswith(f"v1:{cipher}:")
    assert PHONE not in one
    assert unseal(one, HERE) == unseal(other, HERE) == PHONE


@pytest.mark.parametrize("cipher", [AES, SM4])
@pytest.mark.parametrize("where", ["representative.phone.a2", "member.phone.a1", ""])
def test_does_not_open_elsewhere(cipher: str, where: str) -> None:
    """A cell moved to another row or column is refused."""
    use(Ring((new_key(cipher),)))
    with pytest.raises(Unopened, match="挪了地方"):
        unseal(seal(PHONE, HERE), where)


@pytest.mark.parametrize("place", [-1, -2, 30, 45])
def test_a_changed_letter_is_found(place: int) -> None:
    """Any letter changed: refused, whatever is behind it."""
    sealed = list(seal(PHONE, HERE))
    sealed[place] = "A" if sealed[place] != "A" else "B"
    with pytest.raises(Unopened):
        unseal("".join(sealed), HERE)


def test_an_older_key_still_opens(ring: Ring) -> None:
    """After a new key both are read, and only the new one seals; indexes stay."""
    old, index = seal(PHONE, HERE), index_of(PHONE, "representative.phone")
    grown = Ring((*ring.keys, new_key(SM4)))
    use(grown)
    assert unseal(old, HERE) == PHONE
    assert vault.key_of(seal(PHONE, HERE)) == grown.keys[1].id != vault.key_of(old)
    assert index_of(PHONE, "representative.phone") == index


def test_a_missing_key_says_so() -> None:
    """Whoever lost the key is told which file to bring back."""
    sealed = seal(PHONE, HERE)
    use(Ring((new_key(),)))
    with pytest.raises(Unopened, match="data_key"):
        unseal(sealed, HERE)


def test_indexes_differ_by_purpose() -> None:
    """Two copies of one phone in different columns cannot be told to be the same."""
    assert index_of(PHONE, "representative.phone") == index_of(PHONE, "representative.phone")
    assert index_of(PHONE, "representative.phone") != index_of(PHONE, "member.phone")
    assert PHONE not in index_of(PHONE, "member.phone")


def test_indexes_tell_nothing_without_the_key() -> None:
    """Under another key everything has another index, so that nobody finds a number by trying all of them."""
    index = index_of(PHONE, "representative.phone")
    use(Ring((new_key(),)))
    assert index_of(PHONE, "representative.phone") != index


def test_keys_are_read_as_written(ring: Ring) -> None:
    """One a line in the file, or between commas in the environment."""
    two = Ring((*ring.keys, new_key(SM4)))
    assert ring_of(two.lines) == ring_of(two.lines.strip().replace("\n", ",")) == two


@pytest.mark.parametrize("lines", ["", "aes", "des AAAA", "aes AAAA", "aes ????", "aes A B"])
def test_wrong_keys_are_refused(lines: str) -> None:
    """Too short, no base64, unknown cipher, nothing at all: one sentence."""
    with pytest.raises(ValueError, match="数据密钥"):
        ring_of(lines)
