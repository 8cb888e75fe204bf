"""Addresses that letters go to, sealed by hand: each is bound to its table and to whose it is."""

from __future__ import annotations

from liaison.core.vault import seal, unseal


def sealed_address(plain: str, table: str, owner: int) -> str:
    """An address as it is stored; none stays empty, so that it can be asked for."""
    return seal(plain, f"{table}.address.{owner}") if plain else ""


def opened_address(stored: str | None, table: str, owner: int | None) -> str:
    """The address again, empty where there is none. Raises Unopened where it was changed or moved."""
    return unseal(stored, f"{table}.address.{owner}") if stored else ""
