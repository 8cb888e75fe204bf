"""What stands before anybody signs in: keys, accounts, libraries, ways out of the house, sizes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from liaison import create_app
from liaison.accounts import rules
from liaison.accounts.models import Seat, User
from liaison.config import ROOT
from liaison.core.secret_keys import weakness_of
from liaison.notices.actions.carriers import Undelivered, letter_of, post
from liaison.notices.rules import Robots, robot_fault
from liaison.roster.models import Representative
from liaison.sbom import pinned
from liaison.web.paging import PAGE_SIZE
from tests.conventions.source import imports, modules, text_files
from tests.hostile.strings import items

KNOWN = ("fCq+/xW488hMTCD+cmJ3aQ==", "abcdefghijklmnopqrstuvwxyz", "django-insecure-")
OUTWARD = ("requests", "urllib.request", "http.client", "smtplib", "ftplib", "telnetlib", "httpx", "aiohttp")
SENDERS = {"liaison/notices/actions/carriers.py", "liaison/sso.py"}  # mail and robots; the provider of sign-in
INSIDE = (
    "https://0177.0.0.1/x", "https://2130706433/x", "https://0x7f.1/x", "https://10.0.0.8/x", "https://[::1]/x",
    "https://169.254.169.254/latest/meta-data", "http://127.0.0.1:9/x", "file:///etc/passwd",
)  # fmt: skip
# Every library that may be installed, by the name under which its maker gives it out. A new one is looked up there
# letter by letter before its name is added: of many there are others with a name like it.
ALLOWED = set((Path(__file__).parent / "libraries.txt").read_text().split())
LOCKED = re.compile(r"^[A-Za-z0-9._-]+==.*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.sqlite
LITERAL_KEY = re.compile(r"""(?:SECRET|KEY|PASSWORD)\w*["']?\s*[:=]\s*["'][A-Za-z0-9+/=_-]{24,}["']""")


def test_k06_no_key_is_written_down_and_no_known_one_is_taken(tmp_path):
    for key in KNOWN:
        assert weakness_of(key * 2 + "Vq3n0wK8yTzL5mB1xR7dJ4hF9sC2gP6u")
    written = [f"{path}" for path in text_files(".py", ".html", ".js") if LITERAL_KEY.search(path.read_text("utf-8"))]
    assert not written
    keys = []
    for name in ("one", "other"):
        url = f"sqlite:///{tmp_path / 'none.db'}"
        keys.append(create_app({"INSTANCE": tmp_path / name, "SQLALCHEMY_DATABASE_URI": url}).config["SECRET_KEY"])
    assert keys[0] != keys[1] and not any(weakness_of(key) for key in keys)


def test_k07_nobody_is_there_at_first_and_weak_passwords_are_refused(db):
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (User, Seat)] == [0, 0]
    for policy in rules.POLICIES.values():
        passed = [word for word in items("weak_passwords_cn") if rules.password_fault(word, (), policy) is None]
        assert not passed


def test_k17_nothing_of_ours_fetches_what_somebody_names():
    callers = {
        path for path, tree in modules().items()
        if any(name == one or name.startswith(f"{one}.") for _line, name in imports(tree) for one in OUTWARD)
    }  # fmt: skip
    assert callers == SENDERS, "what asks other machines lies in one place, where addresses are looked at"
    for address in INSIDE:
        if robot_fault(address, Robots()) is None:  # a name that is a number in disguise
            with pytest.raises(Undelivered, match="内网"):
                post("wecom", address, {}, Robots())
    assert 'URLFetcher(allowed_protocols=("data",))' in (ROOT / "liaison/core/paper/pdf.py").read_text()


def test_k23_a_line_break_makes_no_header(browser, people):
    words = "王建国\r\nBcc: all@example.org\r\n\r\n<p>"
    letter = letter_of("a@example.org", "b@example.org", words, words, "mark")
    assert letter["Bcc"] is None and "\r" not in letter["Subject"] and "\n" not in letter["Subject"]
    head = letter.as_bytes().partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in head and head.count(b"\r\nSubject:") == 1
    client = browser(people.office)
    for path in ("/representatives", "/sign-in", "/login"):
        answer = client.get(path, query_string={"q": words, "next": f"/{words}", "page": words})
        assert "Bcc" not in answer.headers and "\n" not in str(answer.headers.get("Location", ""))


def test_k26_no_page_is_larger_than_others_because_it_was_asked_for(browser, people, make):
    for _ in range(PAGE_SIZE + 5):
        make(Representative)
    client, sizes = browser(people.office), ("size", "per_page", "limit", "rows", "pageSize", "rowsPerPage", "length")
    html = client.get("/representatives", query_string=dict.fromkeys(sizes, "1000000")).text
    assert html.count('href="/representatives/') <= 2 * PAGE_SIZE
    for number in ("0", "-1", "999999999999", "1e9", "9" * 5_000):
        assert client.get("/representatives", query_string={"page": number}).status_code == 200


def test_k29_every_library_is_known_by_name_and_by_its_bytes():
    for lock in ("requirements.txt", "requirements-sso.txt", "requirements-dev.txt"):
        strange = set(pinned(ROOT / lock)) - ALLOWED
        assert not strange, f"{lock}: look at these names letter by letter, then add them to libraries.txt: {strange}"
        pieces = LOCKED.findall((ROOT / lock).read_text())
        assert pieces and all("--hash=sha256:" in piece for piece in pieces)
    assert "--require-hashes" in (ROOT / "Makefile").read_text()
