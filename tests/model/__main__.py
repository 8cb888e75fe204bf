"""`make soak`: a million deeds, or a failing walk again: `python -m tests.model --seed N --actions M`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from liaison import create_app
from liaison.core.db import db
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests.conftest import SETTINGS
from tests.databases import own_database
from tests.model.cast import make_cast
from tests.model.walker import walk
from tests.model.world import Violation

EACH_TELLS = 10_000


def options() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed walks the same way")
    parser.add_argument("--actions", type=int, default=1_000_000)
    parser.add_argument("--world", type=int, help="only this world of the walk, as a failure names it")
    return parser.parse_args()


def say(words: str) -> None:
    """One line, at once."""
    print(words, flush=True)


def soak(seed: int, actions: int, only: int | None = None) -> int:
    """Walk, telling how far; 1 where a rule was broken."""
    say(f"seed {seed}, {actions:,} deeds")
    told: Counter[tuple[str, bool]] = Counter()
    began = time.monotonic()
    try:
        for world in walk(make_cast(), seed, actions, only):
            before = told.total()
            told += world
            if told.total() // EACH_TELLS > before // EACH_TELLS:
                say(f"{told.total():>9,} deeds, {told.total() / (time.monotonic() - began):,.0f} a second")
    except Violation as error:
        say(f"seed {seed}: {error}")
        return 1
    refused = sum(count for (_verb, is_done), count in told.items() if not is_done)
    say(f"{told.total():,} deeds, {refused:,} of them refused, every rule held")
    return 0


def main() -> int:
    """A program with a database of its own, thrown away afterwards."""
    asked = options()
    with tempfile.TemporaryDirectory() as folder:
        url, drop = own_database(Path(folder))
        app = create_app({**SETTINGS, "INSTANCE": Path(folder), "SQLALCHEMY_DATABASE_URI": url})
        with app.app_context():
            upgrade()
            load_reference_lists()
            db.session.commit()
            result = soak(asked.seed, asked.actions, asked.world)
            db.session.remove()
            db.engine.dispose()
        drop()
    return result


if __name__ == "__main__":
    sys.exit(main())
