"""Addresses that letters may go to: mail that can be written to, and robots outside the office's own network."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from liaison.notices.rules.letters import Robots

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MAIL = re.compile(rf"[A-Za-z0-9][\w.%+-]{{0,63}}@(?:{LABEL}\.)+[A-Za-z]{{2,24}}", re.ASCII)
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
UNWRITABLE = re.compile(r"[\s\x00-\x1f\x7f\\]|[^\x21-\x7e]")
LONGEST = 500
TRANSLATED = IPv6Network("64:ff9b::/96")
TRIAL_HOST = "127.0.0.1"
WRITE_IT_SO = "请写机器人的完整地址，https:// 开头"
SECURE_ONLY = "地址要以 https:// 开头，内容才不会被别人看到"
INSIDE = "这个地址在单位内网或本机，平台不往那里发。确实要用，请系统管理员设 WEBHOOK_INTERNAL"


def mail_fault(address: str) -> str | None:
    """What is wrong with a mail address, in one sentence; None when it will do."""
    return None if MAIL.fullmatch(address) else "请写一个邮件地址，例如 liuyun@haian.gov.cn"


def robot_fault(address: str, allowed: Robots) -> str | None:
    """What is wrong with the address of a robot as far as it shows; where its host lies is asked when it is used."""
    parts = parts_of(address)
    if parts is None or len(address) > LONGEST or not HOST.fullmatch(parts.hostname or ""):
        return WRITE_IT_SO
    if parts.username or parts.password or parts.scheme not in ("http", "https"):
        return WRITE_IT_SO
    if is_same_machine(address, allowed):
        return None
    if parts.scheme == "http":
        return SECURE_ONLY
    return INSIDE if is_inside(parts.hostname or "") and not allowed.is_internal else None


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address; None where it cannot be one."""
    if UNWRITABLE.search(address):
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def is_same_machine(address: str, allowed: Robots) -> bool:
    """Whether this is a receiver on this very machine, in a trial."""
    parts = parts_of(address)
    return allowed.is_trial and parts is not None and parts.hostname == TRIAL_HOST


def is_inside(host: str) -> bool:
    """Whether a host given as a number lies inside; a name does not tell."""
    try:
        return not is_open_to_all(host)
    except ValueError:
        return False


def is_open_to_all(number: str) -> bool:
    """Whether an IP address lies outside every private, local and reserved network."""
    found = ip_address(number.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or translated(found) or found
    return found.is_global and inner.is_global and not (found.is_multicast or inner.is_multicast)


def translated(found: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a translating network (NAT64) leads to."""
    return IPv4Address(int(found) & 0xFFFFFFFF) if found in TRANSLATED else None
