"""Serving the pages: gunicorn where it runs, waitress on Windows; the port is held from the first moment."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

from liaison.cli_jobs import IS_WINDOWS, KEEP, worker_words
from liaison.config import ROOT
from liaison.core.errors import Refused
from liaison.keeper import LIFELINE

THREADS = 8
BACKLOG = 128
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def listen(host: str, port: int) -> socket.socket:
    """Take an address at once, so that nobody else has it while data is loaded.

    Raises Refused where another program listens there, or this machine has no such address.
    """
    try:
        return socket.create_server((host, port), family=family_of(host), backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(f"端口 {port} 已经被别的程序占用，请换一个：--port {port + 1}") from error
        raise Refused(f"不能在 {host} 的端口 {port} 上服务（{error.strerror}），请换一个地址或端口。") from error


def family_of(host: str) -> socket.AddressFamily:
    """IPv6 where the address is written so."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def address_of(listener: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def serve(listener: socket.socket, workers: int) -> NoReturn:
    """Become the server, which reads the settings anew; the worker of jobs stands beside it and ends with it."""
    sys.stdout.flush()
    start_keeper(worker_words())
    if IS_WINDOWS:
        serve_on_windows(listener, workers)
    listener.set_inheritable(True)
    words = [sys.executable, "-m", "gunicorn", *server_words(listener, workers)]
    os.execv(words[0], words)  # noqa: S606 - no shell wanted


def server_words(listener: socket.socket, workers: int) -> list[str]:
    """What gunicorn is started with."""
    return [
        "--bind", f"fd://{listener.fileno()}", "--workers", str(workers), "--threads", str(THREADS),
        "--worker-class", "gthread", "--preload", "--no-control-socket", "--log-level", "warning",
        "--pythonpath", str(ROOT), "wsgi:app",
    ]  # fmt: skip


def start_keeper(command: Sequence[str]) -> int:
    """Start the keeper of a worker; gives its lifeline, which the server inherits: once it is closed, both end.

    In a session of its own, so that Ctrl-C reaches it by way of the server.
    """
    theirs, ours = os.pipe()
    words = [*KEEP, LIFELINE, *command]
    subprocess.Popen(words, stdin=theirs, start_new_session=True)  # noqa: S603 - our own words
    os.close(theirs)
    os.set_inheritable(ours, True)
    return ours


def serve_on_windows(listener: socket.socket, workers: int) -> NoReturn:
    """Run waitress and end with it: Windows can neither become another program nor hand a socket over."""
    host, port = listener.getsockname()[:2]
    listener.close()
    words = [sys.executable, "-m", "waitress", f"--listen={host}:{port}", f"--threads={workers * THREADS}", "wsgi:app"]
    sys.exit(subprocess.run(words, cwd=ROOT, check=False).returncode)  # noqa: S603 - our own words
