"""What the program writes to its log: one line of JSON each, without what anybody typed, phones or secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, has_request_context, request

from liaison.audit.actions import id_of_request

SECRETS = ("SECRET_KEY", "AUDIT_KEY", "BACKUP_KEY", "DATA_KEYS", "SMTP_PASSWORD", "OIDC_CLIENT_SECRET")
SHORTEST_SECRET = 6  # what is shorter would black out ordinary words
PHONE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")
HUSHED = r"(?:password|passwd|secret|token|cookie|authorization|api_?key)"
NAMED = re.compile(rf"(?i)({HUSHED}[\"']?\s*[:=]\s*)[^\s,;&]+")
IN_ADDRESS = re.compile(r"(?<=://)([^\s:/@]*):[^\s@]+@")
BREAKS = str.maketrans({"\x7f": r"\x7f", "\x85": r"\x85", "\u2028": r"\u2028", "\u2029": r"\u2029"})
OURS = "liaison"


class Lines(logging.Formatter):
    """A record as one line. Of an exception, its kind and the places it came through: its words may be somebody's."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        cells = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname, "from": record.name,
            "says": self.redacted(record.getMessage()), **of_request(),
        }  # fmt: skip
        if record.exc_info and record.exc_info[1]:
            cells |= {"fault": type(record.exc_info[1]).__name__, "places": places(record.exc_info[2])}
        line = json.dumps(cells, ensure_ascii=False).translate(BREAKS)
        return line.encode("utf-8", "backslashreplace").decode("utf-8")

    def redacted(self, words: str) -> str:
        """The words without secrets, and with phones masked."""
        for secret in self.secrets:
            words = words.replace(secret, "***")
        return PHONE.sub(r"\1****\2", NAMED.sub(r"\1***", IN_ADDRESS.sub(r"\1:***@", words)))


class Errors(logging.StreamHandler):
    """Writes to what is standard error now, as a command or a test may have turned it elsewhere."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(LINES)

    @property
    def stream(self) -> Any:
        """Standard error."""
        return sys.stderr


LINES = Lines()
HANDLER = Errors()


def install(app: Flask) -> None:
    """Let everything of ours be logged so. Other handlers (a test's) may hear it too."""
    given = (str(app.config.get(name) or "") for name in SECRETS)
    LINES.secrets |= {word for words in given for word in words.split() if len(word) >= SHORTEST_SECRET}
    logger = logging.getLogger(OURS)
    if HANDLER not in logger.handlers:
        logger.addHandler(HANDLER)


def of_request() -> dict[str, str | None]:
    """Which request it belongs to: its name, method and route, never its address, which may hold a code."""
    if not has_request_context():
        return {}
    rule = request.url_rule
    return {"request": id_of_request.get(), "method": request.method, "route": rule.rule if rule else None}


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception came through, the last place last."""
    return [f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]


def short(path: str) -> str:
    """The last two parts of a file's path: where the program lies is nobody's business."""
    return "/".join(path.replace("\\", "/").rsplit("/", 2)[-2:])
