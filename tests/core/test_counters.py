"""Running numbers under a name, also when several ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from liaison.core.counters import next_number, reach
from liaison.core.db import transaction

THREADS, EACH = 6, 8


def test_numbers_run_by_name(db: Any) -> None:
    """Each name counts for itself."""
    assert [next_number("contact 2026"), next_number("contact 2026"), next_number("contact 2027")] == [1, 2, 1]


def test_reach_skips_what_a_ledger_brought(db: Any) -> None:
    """Counting goes on behind the highest number; a lower one changes nothing."""
    reach("contact 2024", 1131)
    reach("contact 2024", 7)
    assert next_number("contact 2024") == 1132


def test_rollback_gives_the_number_back(db: Any) -> None:
    """What was not saved used no number."""
    db.session.commit()
    with pytest.raises(LookupError), transaction():
        next_number("case 2026")
        raise LookupError
    assert next_number("case 2026") == 1


def test_nobody_gets_a_number_twice(app: Any, db: Any) -> None:
    """Several transactions at once draw every number exactly once."""
    db.session.commit()
    db.session.remove()

    def draw(_turn: int) -> list[int]:
        with app.app_context():
            drawn = []
            for _ in range(EACH):
                with transaction():
                    drawn.append(next_number("contact 2026"))
            return drawn

    with ThreadPoolExecutor(THREADS) as pool:
        drawn = sorted(number for numbers in pool.map(draw, range(THREADS)) for number in numbers)
    assert drawn == list(range(1, THREADS * EACH + 1))
