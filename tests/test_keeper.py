"""The keeper starts a dead worker again, and leaves none behind when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from liaison.cli_jobs import KEEP
from liaison.keeper import LIFELINE

# Says its number, then lives until its standard input closes.
WORKER = (sys.executable, "-c", "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()")


@pytest.fixture
def keeper() -> Iterator[subprocess.Popen]:
    """A keeper with a lifeline, and a worker that says its process number."""
    words = [*KEEP, LIFELINE, *WORKER]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def is_there(number: int) -> bool:
    """Whether this process lives."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_dead_worker_is_started_again(keeper):
    first = int(keeper.stdout.readline())
    os.kill(first, signal.SIGKILL)
    second = int(keeper.stdout.readline())
    assert second != first
    assert "后台程序停了（-9），重新启动。" in keeper.stderr.readline()


def test_both_end_when_the_lifeline_is_cut(keeper):
    worker = int(keeper.stdout.readline())
    keeper.stdin.close()
    assert keeper.wait(10) == 0
    assert not is_there(worker)
    keeper.stdin = None


def test_both_end_when_told_to(keeper):
    worker = int(keeper.stdout.readline())
    keeper.terminate()
    assert keeper.wait(10) == 0
    assert not is_there(worker)


def test_a_worker_ends_when_its_keeper_is_killed(keeper):
    worker = int(keeper.stdout.readline())
    keeper.kill()
    said, _errors = keeper.communicate(timeout=10)  # ends when nobody holds the output open any more
    assert (said, keeper.returncode, worker > 0) == ("", -9, True)
