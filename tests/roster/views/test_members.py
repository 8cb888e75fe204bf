"""Pages of the members."""

from __future__ import annotations

import io

from sqlalchemy import func, select

from liaison.core.db import db as database
from liaison.orgs.models import Sector
from liaison.roster.models import Member
from liaison.roster.sheets import MEMBER_BOOK
from tests.factories import first
from tests.taking_out import take_out


def form(**given):
    """What the form of a new member sends."""
    return {"no": "HA15901", "name": "仇卫平", "sector_id": first(Sector, name="农业界").id} | given


def test_staff_see_the_list_and_members_themselves(browser, people):
    people.member, people.other_member  # noqa: B018 - made when asked for
    client = browser(people.clerk)
    client.get("/members")
    assert "委员 2 位" in client.page.words
    client.get("/members?q=chenli")
    client = browser(people.member)
    client.get("/members")
    assert "吴晓梅" not in client.page.words


def test_adding_and_changing(browser, people):
    client = browser(people.office)
    assert client.get("/members/new").status_code == 200
    assert client.post("/members/new", data=form(name="")).status_code == 422
    assert client.post("/members/new", data=form()).status_code == 302
    assert client.post("/members/new", data=form()).status_code == 409
    member = database.session.scalars(select(Member)).one()
    page = f"/members/{member.id}/edit"
    assert client.get(page).status_code == 200
    assert client.post(page, data=form(version=member.version, is_standing="y")).status_code == 302
    assert database.session.get(Member, member.id).is_standing
    assert client.post(page, data=form(version=1, duty="委员")).status_code == 409


def test_leaving_and_returning(browser, people):
    member = people.member.member
    client = browser(people.office)
    client.get(f"/members/{member.id}/leave")
    sent = {"reason": "工作调动", "left_on": "2024-12-01"}
    assert client.post(f"/members/{member.id}/leave", data=sent).status_code == 302
    assert client.post(f"/members/{member.id}/leave", data=sent).status_code == 409
    assert client.post(f"/members/{member.id}/return").status_code == 302


def test_only_the_office_changes_members(browser, people):
    member = people.member.member
    client = browser(people.clerk)
    assert client.get("/members/new").status_code == 404
    assert client.get(f"/members/{member.id}/edit").status_code == 404
    assert client.post(f"/members/{member.id}/return").status_code == 404


def test_showing_a_number(browser, people, make):
    member = make(Member, phone="15400001234")
    client = browser(people.clerk)
    client.post(f"/members/{member.id}/phone")
    assert "154 0000 1234" in client.page.words
    silent = make(Member)
    assert client.post(f"/members/{silent.id}/phone").status_code == 409


def test_slips_are_printed_once(browser, people, make):
    make(Member, no="HA15901", name="甲乙")
    client = browser(people.office)
    client.get("/members/slips")
    assert "1 位委员还没有账号" in client.page.words
    client.post("/members/slips")
    assert "ha15901" in client.page.words
    client.get("/members/slips")
    assert "委员都有账号了" in client.page.words


def test_the_book_of_members_goes_out_and_reads_back(browser, people, make):
    for _ in range(3):
        make(Member)
    client = browser(people.office)
    reading = MEMBER_BOOK.read(io.BytesIO(take_out(client, "/members/export").data), filename="委员.xlsx")
    assert len(reading.rows) == database.session.scalar(select(func.count()).select_from(Member))
    blank = client.get("/imports/templates/members.xlsx").data
    assert MEMBER_BOOK.read(io.BytesIO(blank), filename="模板.xlsx").rows == []
