"""The least the same work can cost here: bare Flask, Jinja and sqlite3; plain openpyxl."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask, redirect, render_template, request
from openpyxl import Workbook, load_workbook

from liaison.core.db import SQLITE_RULES

PEOPLE = 4500
TABLE = (
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, gender TEXT, sector TEXT, type TEXT, unit TEXT, "
    "town TEXT, village TEXT, phone TEXT UNIQUE)"
)
NOTES = "CREATE TABLE {} (id INTEGER PRIMARY KEY, thing INTEGER, words TEXT)"
INDEXES = ("CREATE INDEX by_place ON person (sector, town)", "CREATE INDEX by_name ON person (name)")
INSERT = "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ROWS = "SELECT id, name, gender, sector, type, unit, town, village, phone FROM person WHERE sector = ? AND town = ? "
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>代表</title></head><body>
<h1>代表 {{ total }} 位</h1><table><thead><tr><th>姓名</th><th>性别</th><th>界别</th><th>类型</th></tr></thead>
{% for row in rows %}<tr><td><a href="/people/{{ row[0] }}">{{ row[1] }}</a></td><td>{{ row[2] }}</td>
<td>{{ row[3] }}</td><td>{{ row[4] }}</td><td>{{ row[5] }}</td><td>{{ row[6] }}</td><td>{{ row[7] }}</td>
<td>{{ row[8] }}</td></tr>{% endfor %}
</table></body></html>"""


def invented(count: int = PEOPLE) -> Iterator[tuple[Any, ...]]:
    """People for the bare page: one in fifty shares sector and town with the first."""
    for n in range(count):
        place = n % 50
        yield (
            n, f"周桂芳{n}", "女", f"第{place % 5}界别", f"类型{place}", f"海安市第{n}合作社", f"第{place // 5}镇",
            f"{place}村", f"154{n:08d}",
        )  # fmt: skip


def bare_table(path: Path) -> sqlite3.Connection:
    """An empty table of people under the program's own rules of durability."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for statement in (*SQLITE_RULES, TABLE, *INDEXES, NOTES.format("step"), NOTES.format("event")):
        connection.execute(statement)
    return connection


def bare_app(path: Path) -> Flask:
    """L and W: a page of 50 of 4,500 rows with their number, and a page that saves two rows durably."""
    app, connection = Flask(__name__), bare_table(path)
    page = app.jinja_env.from_string(PAGE)
    connection.execute("BEGIN")
    connection.executemany(INSERT, invented())
    connection.execute("COMMIT")

    @app.get("/people")
    def people() -> str:
        place = (request.args["sector"], request.args["town"])
        rows = connection.execute(ROWS + "ORDER BY name LIMIT 50", place).fetchall()
        total = connection.execute("SELECT count(*) FROM person WHERE sector = ? AND town = ?", place).fetchone()[0]
        return render_template(page, rows=rows, total=total)

    @app.post("/steps")
    def save() -> Any:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO step (thing, words) VALUES (1, ?)", (request.form["words"],))
        connection.execute("INSERT INTO event (thing, words) VALUES (1, ?)", (request.form["words"],))
        connection.execute("COMMIT")
        return redirect("/people", 303)

    return app


def cells_of(book: Path) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """`[(sheet, rows)]` of a workbook, values only."""
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in load_workbook(book, read_only=True)]


def plain_book(sheets: Sequence[tuple[str, list[tuple[Any, ...]]]], path: Path) -> None:
    """X: the same cells through openpyxl's write-only mode, without any style."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def five_nearest(members: Any, people: Any) -> Any:
    """N: every distance of members (n, 2) to people (m, 2), and the five least of each, whoever else wants them."""
    distances = np.hypot(*(members[:, None, axis] - people[None, :, axis] for axis in (0, 1)))
    return np.argpartition(distances, 5, axis=1)[:, :5]
