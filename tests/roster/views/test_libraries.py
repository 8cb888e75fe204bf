"""Pages of the libraries and their keepers."""

from __future__ import annotations

from sqlalchemy import select

from liaison.accounts.models import Seat
from liaison.core.db import db as database
from liaison.roster.models import Library, Membership, Representative
from tests.factories import first
from tests.roster.haian import books, read_in


def test_the_office_sees_all_libraries_and_a_clerk_his_own(browser, people):
    client = browser(people.office)
    client.get("/libraries")
    assert "信息库 31 个" in client.page.words
    client = browser(people.clerk)
    client.get("/libraries")
    assert "信息库 1 个" in client.page.words
    assert client.get(f"/libraries/{first(Library, code='M10').id}").status_code == 404


def test_a_library_shows_whom_it_holds_and_which_books_came_in(browser, people, make):
    make(Membership, representative_id=make(Representative).id)
    read_in(books("Z15"))
    client = browser(people.office)
    client.get(f"/libraries/{first(Library, code='Z06').id}")
    assert "曲塘镇 1" in client.page.words
    client.get(f"/libraries/{first(Library, code='Z15').id}")
    assert "Z15_法治工作组子信息库.xlsx" in client.page.words
    assert "新增 78" in client.page.words


def test_a_keeper_is_seated_and_sees_his_library(browser, people):
    library = first(Library, code="M10")
    client = browser(people.office)
    page = f"/libraries/{library.id}/keepers/new"
    assert client.get(page).status_code == 200
    client.post(page, data={"name": "马会云", "username": "m10-gl"})
    assert "一次性密码" in client.page.words
    seat = database.session.scalars(select(Seat).filter_by(role="librarian")).one()
    assert seat.library_id == library.id
    client.get(f"/libraries/{library.id}")
    assert "马会云" in client.page.words
    assert browser(people.clerk).get(page).status_code == 404
