"""The address is held from the first moment, or refused in one sentence; the worker ends with the server."""

from __future__ import annotations

import os
import socket
import sys
from time import monotonic, sleep

import pytest

from liaison.core.errors import Refused
from liaison.server import address_of, listen, start_keeper
from tests.test_keeper import is_there


def test_an_address_is_held_at_once():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}"
        socket.create_connection(("127.0.0.1", port)).close()
        with pytest.raises(Refused, match=f"端口 {port} 已经被别的程序占用，请换一个：--port {port + 1}"):
            listen("127.0.0.1", port)


def test_everywhere_is_this_machine_in_a_browser():
    with listen("0.0.0.0", 0) as listener:
        assert address_of(listener).startswith("http://127.0.0.1:")


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refused, match="不能在 192.0.2.1 的端口 8000 上服务"):
        listen("192.0.2.1", 8000)


# Leaves its number in a file, then lives until it is ended.
WORKER = "import os, sys; open(sys.argv[1], 'w').write(f'{os.getpid()} '); sys.stdin.read()"


def test_the_worker_lives_as_long_as_somebody_holds_the_lifeline(tmp_path):
    said = tmp_path / "number"
    lifeline = start_keeper([sys.executable, "-c", WORKER, str(said)])
    wait_until(lambda: said.exists() and said.read_text())
    assert os.get_inheritable(lifeline), "the program that this process becomes must hold it too"
    number = int(said.read_text())
    assert is_there(number)
    os.close(lifeline)
    wait_until(lambda: not is_there(number))


def wait_until(is_so):
    """Wait some seconds at most."""
    until = monotonic() + 10
    while not is_so():
        assert monotonic() < until
        sleep(0.05)
