"""`make soak`: a million deeds, and more over HTTP; or one world again: `python -m tests.model --seed N --world M`.

Two processes take every other world each. A walk that was stopped goes on with `--first M` and the same seed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from liaison import create_app
from liaison.core.db import db
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests.conftest import SETTINGS, pytest_sessionstart
from tests.databases import own_database
from tests.model.cast import make_cast
from tests.model.pages import walk_pages
from tests.model.walker import walk
from tests.model.world import Violation
from tests.pages import CheckedClient

EACH_TELLS = 10_000


def options() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed walks the same way")
    parser.add_argument("--actions", type=int, default=1_000_000)
    parser.add_argument("--pages", type=int, default=0, help="deeds over HTTP")
    parser.add_argument("--first", type=int, default=0, help="the world to begin with")
    parser.add_argument("--world", type=int, help="only this world of the walk, as a failure names it")
    parser.add_argument("--step", type=int, default=1, help="only each so manieth world")
    parser.add_argument("--processes", type=int, default=1, help="who share the worlds")
    return parser.parse_args()


def say(words: str) -> None:
    """One line, at once."""
    print(words, flush=True)


def soak(worlds: Iterator[Counter[Any]], name: str) -> int:
    """Walk, telling how far; 1 where a rule was broken."""
    told: Counter[tuple[str, bool]] = Counter()
    began = time.monotonic()
    try:
        for world in worlds:
            before = told.total()
            told += world
            if told.total() // EACH_TELLS > before // EACH_TELLS:
                say(f"{name}: {told.total():>9,} deeds, {told.total() / (time.monotonic() - began):,.0f} a second")
    except Violation as error:
        say(f"{name}: {error}")
        return 1
    refused = sum(count for (_verb, is_done), count in told.items() if not is_done)
    say(f"{name}: {told.total():,} deeds, {refused:,} of them refused, every rule held")
    return 0


def walked(asked: argparse.Namespace, app: Any) -> int:
    """First the walk that saves nothing, then the one over HTTP; of a single world only the one that is asked for."""
    share = {"first": asked.first, "step": asked.step}
    name = f"seed {asked.seed}, worlds from {asked.first}" + (f", every {asked.step}." if asked.step > 1 else "")
    cast, is_single = make_cast(), asked.world is not None
    failed = 0
    if not (is_single and asked.pages):
        failed = soak(walk(cast, asked.seed, asked.actions, asked.world, **share), name)
    if asked.pages and not failed:
        db.session.commit()
        failed = soak(walk_pages(cast, app, asked.seed, asked.pages, asked.world, **share), f"{name} over HTTP")
    return failed


def alone(asked: argparse.Namespace) -> int:
    """A program with a database of its own, thrown away afterwards."""
    pytest_sessionstart()
    with tempfile.TemporaryDirectory() as folder:
        url, drop = own_database(Path(folder))
        app = create_app({**SETTINGS, "INSTANCE": Path(folder), "SQLALCHEMY_DATABASE_URI": url})
        app.test_client_class = CheckedClient
        with app.app_context():
            upgrade()
            load_reference_lists()
            db.session.commit()
            result = walked(asked, app)
            db.session.remove()
            db.engine.dispose()
        drop()
    return result


def together(asked: argparse.Namespace) -> int:
    """Several processes, each with its share of the worlds; 1 where one of them found something."""
    own = ["--seed", str(asked.seed), "--actions", str(asked.actions), "--pages", str(asked.pages)]
    run = [sys.executable, "-m", "tests.model", *own, "--step", str(asked.processes)]
    shares = [subprocess.Popen([*run, "--first", str(asked.first + place)]) for place in range(asked.processes)]
    return max([share.wait() for share in shares])


def main() -> int:
    """Alone or together."""
    asked = options()
    say(f"seed {asked.seed}, {asked.actions:,} deeds, {asked.pages:,} over HTTP")
    return together(asked) if asked.processes > 1 and asked.world is None else alone(asked)


if __name__ == "__main__":
    sys.exit(main())
