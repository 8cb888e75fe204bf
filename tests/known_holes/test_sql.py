"""What stands in an address or a field is a value, never a piece of a statement."""

from __future__ import annotations

import ast
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from liaison.contacts.models import Contact
from liaison.roster.models import Member, Representative
from tests.conventions.source import modules
from tests.hostile.strings import items
from tests.taking_out import take_out

LISTS = (
    "/representatives", "/members", "/cases", "/contacts", "/users", "/notices", "/performance/2024",
    "/contacts/blind-spots", "/imports", "/reference/sectors",
)  # fmt: skip
ORDERING = ("sort", "order", "order_by", "orderby", "direction", "dir", "column", "columns", "sidx", "sord", "page")
STEPS = ("id,(select 1)", "(case when 1=1 then id else name end)", "id DESC;--", "1; DROP TABLE representative")
EVERYTHING = ("' OR 1=1 --", "%' OR '1'='1", "x') OR 1=1 --", "1 UNION SELECT 1", "王'; DELETE FROM representative; --")
# What makes SQL out of words; the words must stand in the source as they are.
MAKERS = {"text", "literal_column", "exec_driver_sql", "DDL", "prefix_with", "suffix_with", "op"}
NOT_OF_SQL = {"core/text", "demo/story.py", "demo/cells.py", "demo/acts.py"}


@pytest.fixture
def three(make):
    """Three people and somebody who contacted them."""
    member = make(Member, name="陈立平")
    people = [make(Representative, name=name) for name in ("王建国", "丁百分", "包下划")]
    for person in people:
        make(Contact, member_id=member.id, representative_id=person.id, contacted_on=date(2024, 3, 5))
    return people


@pytest.mark.sqlite
@pytest.mark.parametrize("path", LISTS)
def test_k01_an_order_that_is_asked_for_is_no_statement(browser, people, three, path):
    client = browser(people.office)
    assert client.get(path).status_code == 200
    as_ever = client.page.words
    for word in (*STEPS, items("sort_params")[len(path)]):
        answer = client.get(path, query_string=dict.fromkeys(ORDERING, word))
        assert answer.status_code == 400 or client.page.words == as_ever, f"{path} is another with {word}"


def rows_in(answer):
    """How many rows a book has in all."""
    return sum(1 for sheet in load_workbook(BytesIO(answer.data)) for _row in sheet.rows)


@pytest.mark.parametrize("word", EVERYTHING)
def test_k02_a_filter_that_is_always_true_finds_nothing(browser, people, three, db, word):
    client = browser(people.office)
    none = rows_in(take_out(client, "/representatives/export?q=没有这个人"))
    assert rows_in(take_out(client, "/representatives/export?q=王建国")) == none + 1
    assert rows_in(take_out(client, f"/representatives/export?q={quote(word)}")) == none
    for path, name in (("/representatives", "q"), ("/cases", "q"), ("/search", "q"), ("/performance/2024", "sort")):
        assert client.get(path, query_string={name: word}).status_code in (200, 400)
    assert "王建国" not in client.get("/representatives", query_string={"q": word}).text
    assert db.session.query(Representative).count() == 3


def test_k03_no_statement_is_made_of_words_that_come_from_elsewhere():
    """Constants, and what is made of names of tables and columns in the files that make triggers and copies."""
    made = [
        f"{path}: {ast.unparse(node)}" for path, tree in modules().items()
        if not any(part in path for part in NOT_OF_SQL)
        for node in ast.walk(tree) if isinstance(node, ast.Call) and name_of(node.func) in MAKERS and node.args
        and not isinstance(node.args[0], ast.Constant) and is_of_sql(tree, node)
    ]  # fmt: skip
    unknown = [one for one in made if not any(one.startswith(path) for path in REVIEWED)]
    assert not unknown, f"bind what comes from elsewhere; a statement of our own names goes into REVIEWED: {unknown}"


def name_of(function):
    """What is called."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


def is_of_sql(tree, node):
    """Whether the name is SQLAlchemy's: a method, or a name that this module imports from there."""
    if isinstance(node.func, ast.Attribute):
        return name_of(node.func) not in ("text", "op") or name_of(node.func.value) == "sqlalchemy"
    imported = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "sqlalchemy")
    return any(alias.name == node.func.id for one in imported for alias in one.names)


REVIEWED = {
    "liaison/core/db.py": "triggers, and pragmas of our own",
    "liaison/core/rewriting.py": "names of tables of the models",
    "liaison/core/sealed.py": "names of a table and a column of the models",
    "liaison/audit/archives.py": "the triggers of core/db.py",
    "liaison/accounts/models/__init__.py": "a trigger over names of our own",
    "liaison/performance/models/schemes.py": "triggers over names of our own",
    "liaison/backup/databases.py": "a schema's name, quoted by the dialect",
}


def test_k28_signs_of_a_pattern_are_searched_as_they_are(browser, people, make):
    for name in ("王建国", "丁百分", "包下划"):
        make(Representative, name=name, unit_title="100%_\\合作社" if name == "包下划" else "别处")
    client = browser(people.office)
    for sign in ("100%", "%_", "_\\", "100%_\\合"):
        html = client.get("/representatives", query_string={"q": sign}).text
        assert "包下划" in html and "王建国" not in html and "丁百分" not in html, sign
    for pattern in ("王%国", "王_国", "%国", "_建国"):
        assert "王建国" not in client.get("/representatives", query_string={"q": pattern}).text, pattern
