"""Before anybody is told that something is saved, the disk has it: kill -9 cannot show that, the system calls do."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections import defaultdict
from contextlib import contextmanager
from time import monotonic, sleep

import pytest

from tests.crash.truth import look_at_desks

pytestmark = pytest.mark.sqlite
WRITES = 6
CALL = re.compile(r"^(\d+)\s+[\d.]+ (\w+)\((\d+)(?:<([^>]*)>)?(.*)")
CALLS = "trace=pwrite64,write,ftruncate,fsync,fdatasync,sendto,unlink"


@contextmanager
def traced(group, path):
    """The system calls of the workers, written into a file."""
    pids = [word for pid in group.workers() for word in ("-p", str(pid))]
    words = ["strace", "-f", "-y", "-ttt", "-s", "16", "-e", CALLS, "-o", str(path), *pids]
    tracer = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    said = tracer.stderr.readline()
    if "attached" not in said:
        tracer.wait()
        pytest.skip(f"strace may not look at other processes here: {said.strip()}")
    try:
        yield
    finally:
        tracer.terminate()
        tracer.communicate()


def calls(path):
    """(thread, call, name of the file, the rest), in their order."""
    for line in path.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if match:
            yield match[1], match[2], match[4] or "", match[5]


def answered(path, name):
    """For each write that was answered as done: what was not on the disk by then."""
    dirty, wrote = defaultdict(set), defaultdict(bool)
    for thread, call, file, rest in calls(path):
        if name in file and call in ("pwrite64", "write", "ftruncate"):
            dirty[thread].add(file)
            wrote[thread] = True
        elif call in ("fsync", "fdatasync"):
            dirty[thread].discard(file)
        elif call in ("sendto", "write") and '"HTTP/1.1 302' in rest:
            yield (wrote[thread], set(dirty[thread]))
            dirty[thread].clear()
            wrote[thread] = False


def written_by(launcher, clients, folder, fault=""):
    """What strace saw of some writes of one member and one clerk."""
    group, path, enough = launcher.start(fault), folder / f"calls{fault}", threading.Event()
    group.answers()
    both = [clients[0], clients[-1]]
    for client in both:
        client.connect(group.port)
        client.get_ready()
    look_at_desks(clients)
    with traced(group, path):
        before = sum(len(client.told) for client in both)
        threads = [threading.Thread(target=client.work, args=(group.port, enough)) for client in both]
        for thread in threads:
            thread.start()
        until = monotonic() + 60
        while sum(len(client.told) for client in both) < before + WRITES and monotonic() < until:
            sleep(0.02)
        enough.set()
        for thread in threads:
            thread.join(20)
    group.kill()
    return path


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: tests/prepare does it")
def test_the_disk_has_it_before_it_is_told(app, launcher, clients, tmp_path):
    path = written_by(launcher, clients, tmp_path)
    found = list(answered(path, "test.db"))
    assert len(found) >= WRITES and all(wrote for wrote, _dirty in found)
    assert not [dirty for _wrote, dirty in found if dirty]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: tests/prepare does it")
def test_a_server_that_does_not_wait_for_the_disk_is_found(app, launcher, clients, tmp_path):
    path = written_by(launcher, clients, tmp_path, "no_sync")
    assert [dirty for wrote, dirty in answered(path, "test.db") if wrote and dirty]
