"""The servers of a test: started from a warm process, killed as a whole, none left behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from time import monotonic, sleep
from typing import Any

from tests.conventions.source import ROOT
from tests.crash.clients import BEHIND_PROXY

LONGEST_START = 60
KEY = token_urlsafe(48)


@dataclass(frozen=True)
class Group:
    """A server with its workers. pid: of its leader, and the number of the group."""

    pid: int
    port: int

    def kill(self) -> None:
        """End all of it at once, as a power cut would."""
        os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask the leader."""
        os.kill(self.pid, number)

    def is_there(self) -> bool:
        """Whether one of the group lives."""
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def wait(self, seconds: float = 20) -> None:
        """Until nobody of it is left."""
        until = monotonic() + seconds
        while self.is_there():
            assert monotonic() < until, "the server does not end"
            sleep(0.005)

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def answers(self) -> float:
        """Wait for the first page; gives the seconds."""
        began = monotonic()
        while True:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                line.request("GET", "/sign-in", headers=BEHIND_PROXY)
                assert line.getresponse().status == 200
                return monotonic() - began
            except (OSError, http.client.HTTPException):
                assert monotonic() - began < LONGEST_START, "the server does not answer"
                sleep(0.01)
            finally:
                line.close()


class Launcher:
    """The warm process, and the groups that it started."""

    def __init__(self, environment: dict[str, str]) -> None:
        words = [sys.executable, "-m", "tests.crash.launcher"]
        self.process = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, **environment}, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.groups: list[Group] = []

    def start(self, fault: str = "") -> Group:
        """A new server, which may not answer yet."""
        self.process.stdin.write(f"start {fault}\n")
        self.process.stdin.flush()
        group = Group(*map(int, self.process.stdout.readline().split()))
        self.groups.append(group)
        return group

    def warm(self, requests: list[list[Any]]) -> list[int]:
        """Let the warm process answer these itself; gives the status of each."""
        self.process.stdin.write(f"warm {json.dumps(requests)}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        """Leave nobody behind."""
        for group in self.groups:
            if group.is_there():
                group.kill()
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def environment_of(app: Any) -> dict[str, str]:
    """How another process finds the database and the keys of a test's program."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    return {
        "DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"), "JOBS_URL": "", "PROXY_HOPS": "1",
        "LIAISON_INSTANCE": str(app.config["INSTANCE"]), "SECRET_KEY": KEY, "TRUSTED_HOSTS": "",
    }  # fmt: skip


@contextmanager
def launched(app: Any) -> Iterator[Launcher]:
    """A launcher for the database of a test's program."""
    launcher = Launcher(environment_of(app))
    try:
        yield launcher
    finally:
        launcher.end()
