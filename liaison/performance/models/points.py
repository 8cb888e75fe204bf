"""Points in the database: whole hundredths, so that sums are exact on every database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Integer
from sqlalchemy.types import TypeDecorator

HUNDRED = 100


class Points(TypeDecorator[Decimal]):
    """A number with two digits after the point."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, _dialect: Any) -> int | None:
        """Store hundredths; finer ones are refused."""
        if value is None:
            return None
        hundredths = Decimal(value) * HUNDRED
        if hundredths != int(hundredths):
            raise ValueError(f"{value} has more than two digits after the point")
        return int(hundredths)

    def process_result_value(self, value: int | None, _dialect: Any) -> Decimal | None:
        """Give the number back."""
        return None if value is None else Decimal(value) / HUNDRED
