"""A mail server and a robot of our own on free ports of this machine: real connections, and answers as told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer, StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

HOST = "127.0.0.1"


class Mailbox(ThreadingTCPServer):
    """Takes mail. mails: what came; answers: to the next mails' text, one each, 250 when there are none left."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Conversation)
        self.mails: list[Any] = []
        self.answers: list[str] = []
        self.refused: set[str] = set()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]


class Conversation(StreamRequestHandler):
    """As much of SMTP (RFC 5321) as it takes to receive a mail."""

    server: Mailbox

    def handle(self) -> None:
        """Greet, then answer line by line."""
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                break
            self.say(self.take_text() if verb == "DATA" else self.answer(verb, line))

    def answer(self, verb: str, line: str) -> str:
        """To a command of one line."""
        is_refused = verb == "RCPT" and any(address in line for address in self.server.refused)
        return "550 nobody here" if is_refused else "250 fine"

    def take_text(self) -> str:
        """Receive the text of a mail."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        answer = self.server.answers.pop(0) if self.server.answers else "250 taken"
        if answer.startswith("250"):
            self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        return answer

    def say(self, line: str) -> None:
        """One line to the other side."""
        self.wfile.write(f"{line}\r\n".encode())


class Robot(ThreadingHTTPServer):
    """The robot of a group. posts: what came; answers: (status, body) of the next ones, then errcode 0."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Posting)
        self.posts: list[Any] = []
        self.answers: list[tuple[int, bytes]] = []

    @property
    def address(self) -> str:
        """Where it is posted to."""
        return f"http://{HOST}:{self.server_address[1]}/cgi-bin/send?key=k"


class Posting(BaseHTTPRequestHandler):
    """Takes what is posted, and says what it was told to."""

    server: Robot

    def do_POST(self) -> None:  # noqa: N802 - the name that http.server looks for
        """Note it and answer."""
        words = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posts.append((self.path, words))
        status, body = self.server.answers.pop(0) if self.server.answers else (200, b'{"errcode": 0}')
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.address)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(server: BaseServer) -> Iterator[Any]:
    """Let it listen meanwhile."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
