"""Starts the program's own server again and again, each time from one process that has it loaded already.

Reads from standard input: a line `start`, or `start <fault>` with a fault of tests/crash/faults.py planted; says
`<process group> <port>`. A start is the program's own: the same words to gunicorn, the same looks before it. Only what
takes five seconds of reading source is spared; and after `warm <requests>`, which it answers itself, all that is made
ready at the first use of a page.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys
from typing import Any

import gunicorn.arbiter
import gunicorn.workers.gthread  # noqa: F401 - loaded here once, not in each server
from gunicorn.app.wsgiapp import run

import wsgi  # the server finds it loaded
from liaison.core.db import db
from liaison.server import listen, server_words
from liaison.starting import refuse_bad_flows
from tests.crash.faults import FAULTS

WORKERS = 2
SET_CHILD_SUBREAPER = 36  # of prctl(2)


def main() -> None:
    """Start a group for each line, until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need nobody to wait for them
    if sys.platform == "linux":  # nor do the workers of a dead leader wait until the first process looks after them
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for line in sys.stdin:
        if line.startswith("warm"):
            warm(json.loads(line.removeprefix("warm")))
            continue
        gc.freeze()  # what is loaded is shared with the servers and not looked through in each
        listener = listen("127.0.0.1", 0)
        group = os.fork()
        if not group:
            serve(listener, line.split()[1:])
        print(group, listener.getsockname()[1], flush=True)
        listener.close()


def warm(requests: list[list[Any]]) -> None:
    """Answer some requests here; nothing of it stays open."""
    client = wsgi.app.test_client(use_cookies=False)
    found = [client.open(path, method=method, headers=headers, data=body) for method, path, body, headers in requests]
    with wsgi.app.app_context():
        db.engine.dispose()
    print([one.status_code for one in found], flush=True)


def serve(listener: socket.socket, faults: list[str]) -> None:
    """Become the leader of a group of its own: the server and its two workers."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    listener.set_inheritable(True)
    for fault in faults:
        FAULTS[fault](wsgi.app)
    refuse_bad_flows(wsgi.app)
    sys.argv = ["gunicorn", *server_words(listener, WORKERS)]
    sys.exit(run())


if __name__ == "__main__":
    main()
