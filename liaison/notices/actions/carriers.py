"""The two ways out of the house: a mail server that takes a letter, and a robot that is posted to."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any

from liaison.core import clock
from liaison.notices import rules
from liaison.notices.actions.enclosures import Enclosure
from liaison.notices.rules import MailServer, Robots

SECONDS = 5
LONGEST_ANSWER = 64 * 1024
PORTS = {"ssl": 465, "starttls": 587, "none": 25}
CAUSES = (
    (TimeoutError, "没有回音"), (ConnectionRefusedError, "那边没有开"), (socket.gaierror, "找不到这个主机"),
    (ssl.SSLCertVerificationError, "证书不对"), (smtplib.SMTPServerDisconnected, "断开了"),
    (smtplib.SMTPNotSupportedError, "不支持加密或登录"), (ConnectionError, "断开了"),
)  # fmt: skip
OF_THIS_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class Undelivered(Exception):  # noqa: N818 - an outcome, not an error of ours
    """A letter did not get out. sentence: why, without an address; is_closed: nor would any other by this way now."""

    def __init__(self, sentence: str, *, is_closed: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.is_closed = sentence, is_closed


def hand_in(
    server: MailServer, to: str, subject: str, text: str, mark: str, file: Enclosure | None = None
) -> None:  # fmt: skip
    """Give one mail to the server. mark: the same for each try, so that one handed in twice can be told.

    Raises Undelivered.
    """
    letter = letter_of(server.sender, to, subject, text, mark, file)
    try:
        with opened(server) as connection:
            connection.send_message(letter)
    except OF_THIS_LETTER as error:
        raise Undelivered(f"邮件服务器没有收（{code_of(error)}）") from error
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"邮件服务器不让发（{error.smtp_code}）", is_closed=True) from error
    except OSError as error:  # SMTPException is one
        raise Undelivered(f"连不上邮件服务器（{cause_of(error)}）", is_closed=True) from error


def letter_of(
    sender: str, to: str, subject: str, text: str, mark: str, file: Enclosure | None = None
) -> EmailMessage:  # fmt: skip
    """A mail of plain text with a fixed set of headers, and perhaps a workbook."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, to, rules.one_line(subject)
    letter["Date"] = format_datetime(clock.local(clock.now()))
    letter["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2].strip('<> ')}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    if file and file.content:
        letter.add_attachment(file.content, *rules.XLSX.split("/"), filename=rules.one_line(file.name))
    return letter


def opened(server: MailServer) -> smtplib.SMTP:
    """A connection to the server, secure and signed in as far as it is set."""
    port = server.port or PORTS.get(server.security, PORTS["starttls"])
    if server.security == "ssl":
        trusted = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, port, timeout=SECONDS, context=trusted)
    else:
        connection = smtplib.SMTP(server.host, port, timeout=SECONDS)
    if server.security not in ("ssl", "none"):
        connection.starttls(context=ssl.create_default_context())
    if server.user:
        connection.login(server.user, server.password)
    return connection


def cause_of(error: Exception) -> str:
    """Why a connection failed, in words; an unusual cause by its name."""
    return next((words for kind, words in CAUSES if isinstance(error, kind)), type(error).__name__)


def code_of(error: smtplib.SMTPException) -> str:
    """The number that the server answered with."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "、".join(sorted({str(code) for code, _words in error.recipients.values()}))
    return str(getattr(error, "smtp_code", ""))


class Direct(HTTPSConnection):
    """HTTPS to an IP that was looked at before, under the name that its certificate must bear."""

    def __init__(self, host: str, port: int, ip: str) -> None:
        self.trusted = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self.trusted)
        self.ip = ip

    def connect(self) -> None:
        """Open the socket to that IP, whatever the name leads to by now."""
        plain = socket.create_connection((self.ip, self.port), self.timeout)
        self.sock = self.trusted.wrap_socket(plain, server_hostname=self.host)


def post(robot: str, address: str, words: Mapping[str, Any], allowed: Robots) -> None:
    """Post to a robot, following no redirection. Raises Undelivered, also where its answer is not errcode 0."""
    fault = rules.robot_fault(address, allowed)
    if fault:
        raise Undelivered(fault)
    try:
        status, said = answer_of(address, json.dumps(words, ensure_ascii=False).encode(), allowed)
    except (OSError, HTTPException) as error:
        raise Undelivered(f"连不上群机器人（{cause_of(error)}）") from error
    if status != 200:
        raise Undelivered(f"群机器人没有收（{status}）")
    errcode = errcode_in(said)
    if errcode != 0 and not (errcode is None and robot == rules.PLAIN):
        raise Undelivered(f"群机器人没有收（errcode {errcode}）")


def answer_of(address: str, body: bytes, allowed: Robots) -> tuple[int, bytes]:
    """Status and beginning of the answer."""
    connection, path = line_to(address, allowed)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    finally:
        connection.close()


def line_to(address: str, allowed: Robots) -> tuple[HTTPConnection, str]:
    """A connection to the host of the address, at an IP that letters may go to; and the path there."""
    parts = rules.parts_of(address)
    host, path = parts.hostname, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port or 80, timeout=SECONDS), path
    port = parts.port or 443
    found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    is_trusted = allowed.is_internal or rules.is_same_machine(address, allowed)
    if not (is_trusted or all(rules.is_open_to_all(ip) for ip in found)):
        raise Undelivered(rules.INSIDE)
    return Direct(host, port, found[0]), path


def errcode_in(said: bytes) -> int | None:
    """The errcode of an answer; None where it holds none."""
    try:
        answer = json.loads(said)
    except ValueError:
        return None
    return answer.get("errcode") if isinstance(answer, dict) else None
