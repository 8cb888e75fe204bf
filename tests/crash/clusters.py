"""A PostgreSQL of one test's own, which may be killed, made to hang and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
IS_THERE = (PROGRAMS / "initdb").exists()
LONGEST_START = 60


class Cluster:
    """The cluster, under settings that lose nothing that was told."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.run("initdb", "--pgdata", self.place, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
                 "--locale", "C.UTF-8", "--no-sync")  # fmt: skip

    @property
    def place(self) -> str:
        """Where its files lie."""
        return str(self.folder / "cluster")

    @property
    def url(self) -> str:
        """Its database, for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *words: str) -> None:
        """Run a program of PostgreSQL, as its user where this is root."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*as_user, str(PROGRAMS / program), *words], check=True, capture_output=True)

    def make(self, name: str) -> None:
        """A folder of its own beside its files."""
        place = self.folder / name
        place.mkdir()
        if os.getuid() == 0:
            shutil.chown(place, "postgres")

    def start(self) -> None:
        """Start it; after a crash it recovers by itself. What is left of the last one may need a moment to end."""
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} " \
            "-c fsync=on -c synchronous_commit=on -c max_connections=60"  # fmt: skip
        until = monotonic() + LONGEST_START
        while True:
            try:
                return self.run("pg_ctl", "--pgdata", self.place, "--wait", "--log", str(self.folder / "log"),
                                "-o", settings, "start")  # fmt: skip
            except subprocess.CalledProcessError:
                if monotonic() > until:
                    raise
                sleep(0.2)

    def processes(self) -> list[int]:
        """The postmaster first, then its children."""
        first = int((Path(self.place) / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children")
        return [first, *(map(int, children.read_text().split()) if children.exists() else ())]

    def kill(self) -> None:
        """kill -9 of the postmaster; its children see it and end."""
        os.kill(self.processes()[0], signal.SIGKILL)

    def hang(self) -> None:
        """Let every process stand still."""
        for one in self.processes():
            os.kill(one, signal.SIGSTOP)

    def go_on(self) -> None:
        """And go on."""
        for one in reversed(self.processes()):
            os.kill(one, signal.SIGCONT)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


@contextmanager
def started() -> Iterator[Cluster]:
    """A cluster in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp())
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.go_on()
        cluster.run("pg_ctl", "--pgdata", cluster.place, "--mode", "immediate", "stop")
        shutil.rmtree(folder)
