"""The address is held from the first moment, or refused in one sentence."""

from __future__ import annotations

import socket

import pytest

from liaison.core.errors import Refused
from liaison.server import address_of, listen


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
