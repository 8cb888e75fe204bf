"""Pages of the representatives."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from liaison.core.db import db as database
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Library, Membership, Representative
from liaison.roster.sheets import LIBRARY_BOOK
from tests.factories import first, village_of
from tests.statements import statements_sent
from tests.taking_out import take_out


@pytest.fixture
def person(make):
    """Somebody of 曲塘镇's library."""
    one = make(
        Representative, name="周桂芳", phone="15400001234", pinyin="zhouguifang", initials="zgf",
    )  # fmt: skip
    make(Membership, representative_id=one.id)
    return one


def form(**given):
    """What the form of a new person sends."""
    sector, town = first(Sector, name="农业界"), first(Area, name="曲塘镇")
    kind = first(IdentityType, sector_id=sector.id)
    return {
        "library_id": first(Library, code="Z06").id, "name": "王　芳", "phone": "154 0000 5678", "birth": "1974.09",
        "sector_id": sector.id, "identity_type_id": kind.id, "area_id": town.id, "village_id": village_of(town).id,
        "unit_title": "粮油店店主",
    } | given  # fmt: skip


def test_the_list_shows_masked_numbers_and_filters(browser, people, person, make):
    make(Representative, name="孙志强")
    client = browser(people.clerk)
    assert client.get("/representatives").status_code == 200
    assert "154****1234" in client.page.words
    assert "15400001234" not in client.page.words
    client.get("/representatives?q=zgf")
    assert "周桂芳" in client.page.words
    assert "孙志强" not in client.page.words
    client.get("/representatives?q=1234&status=left&sector=x&area=99999999999999999999")
    assert "没有对得上的代表" in client.page.words


def test_a_member_sees_a_list_without_numbers(browser, people, person):
    client = browser(people.member)
    client.get("/representatives")
    assert "周桂芳" in client.page.words
    assert "1234" not in client.page.words


@pytest.fixture
def statements(db):
    """What the database is asked while the test runs."""
    with statements_sent() as sent:
        yield sent


def test_the_list_asks_the_same_number_of_questions_at_any_length(browser, people, make, statements):
    client, counts = browser(people.office), []
    for wanted in (10, 40):
        for _ in range(wanted):
            make(Membership, representative_id=make(Representative).id)
        database.session.commit()
        statements.clear()
        client.get("/representatives")
        counts.append(len(statements))
    assert counts[0] == counts[1] > 5


def test_adding_a_person(browser, people):
    client = browser(people.clerk)
    assert client.get("/representatives/new").status_code == 200
    answer = client.post("/representatives/new", data=form())
    assert answer.status_code == 302
    person = database.session.scalars(select(Representative)).one()
    assert (person.name, person.phone, person.birth) == ("王芳", "15400005678", "1974-09")


def test_a_wrong_form_comes_back_with_what_was_typed(browser, people):
    client = browser(people.clerk)
    answer = client.post("/representatives/new", data=form(phone="1540"))
    assert answer.status_code == 422
    assert "手机号不足 11 位" in client.page.words
    assert "王　芳" in answer.get_data(as_text=True)


def test_somebody_very_like_another_is_asked_about(browser, people, person):
    client = browser(people.clerk)
    answer = client.post("/representatives/new", data=form(phone=person.phone.full))
    assert answer.status_code == 409
    assert "我核对过，是另一个人" in client.page.words
    answer = client.post("/representatives/new", data=form(phone=person.phone.full, is_another="y"))
    assert answer.status_code == 302


def test_a_library_out_of_sight_is_not_offered(browser, people):
    client = browser(people.clerk)
    answer = client.post("/representatives/new", data=form(library_id=first(Library, code="M10").id))
    assert answer.status_code == 422


def test_changing_a_person_and_losing_to_a_faster_one(browser, people, person):
    client = browser(people.clerk)
    assert client.get(f"/representatives/{person.id}/edit").status_code == 200
    values = {key: value for key, value in form(name="周桂芳", phone=person.phone.full).items() if key != "library_id"}
    stale = person.version
    answer = client.post(f"/representatives/{person.id}/edit", data={**values, "version": stale})
    assert answer.status_code == 302
    answer = client.post(f"/representatives/{person.id}/edit", data={**values, "version": stale, "birth": "1980-01"})
    assert answer.status_code == 409
    assert "别人刚刚改过" in client.page.words


def test_letting_go_and_taking_back(browser, people, person):
    client = browser(people.clerk)
    client.get(f"/representatives/{person.id}/leave")
    assert client.post(f"/representatives/{person.id}/leave", data={"left_on": "2024-12-01"}).status_code == 422
    sent = {"reason": "迁居外地", "left_on": "2024-12-01"}
    assert client.post(f"/representatives/{person.id}/leave", data=sent).status_code == 302
    assert database.session.get(Representative, person.id).left_reason == "迁居外地"
    assert client.post(f"/representatives/{person.id}/restore").status_code == 302
    assert database.session.get(Representative, person.id).left_on is None


def test_libraries_of_a_person(browser, people, person):
    client = browser(people.office)
    page = f"/representatives/{person.id}/libraries"
    client.get(page)
    assert client.post(page, data={"library_id": first(Library, code="M10").id}).status_code == 302
    membership = database.session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    assert membership.library.code == "M10"
    client.get(page)
    assert client.post(f"/memberships/{membership.id}/end").status_code == 302
    assert client.post(f"/memberships/{membership.id}/end").status_code == 409


def test_a_clerk_takes_people_out_of_his_own_library_only(browser, people, person, make):
    other = make(Membership, representative_id=person.id, library_id=first(Library, code="M10").id)
    client = browser(people.clerk)
    client.get(f"/representatives/{person.id}/libraries")
    assert "移出 曲塘镇子信息库" in client.page.words
    assert "移出 农业界主信息库" not in client.page.words
    assert client.post(f"/memberships/{other.id}/end").status_code == 404


def test_showing_a_number_is_a_post(browser, people, person):
    client = browser(people.clerk)
    assert client.get(f"/representatives/{person.id}/phone").status_code == 405
    client.post(f"/representatives/{person.id}/phone")
    assert "154 0000 1234" in client.page.words


def test_out_of_sight_looks_like_absent(browser, people, person):
    client = browser(people.other_clerk)
    for page in ("edit", "leave", "libraries"):
        assert client.get(f"/representatives/{person.id}/{page}").status_code == 404
    assert client.post(f"/representatives/{person.id}/phone").status_code == 404


def test_the_export_holds_what_the_list_shows(browser, people, person, make):
    make(Representative, name="别的镇", area_id=first(Area, name="李堡镇").id, village_id=None)
    answer = take_out(browser(people.clerk), "/representatives/export")
    assert answer.mimetype.endswith("sheet")
    reading = LIBRARY_BOOK.read(io.BytesIO(answer.data), filename="代表.xlsx")
    assert [row.cells["name"] for row in reading.rows] == ["周桂芳"]
    assert browser(people.leader).post("/representatives/export").status_code == 404


def test_the_blank_book_reads_back_empty(browser, people):
    answer = browser(people.clerk).get("/imports/templates/representatives.xlsx")
    assert LIBRARY_BOOK.read(io.BytesIO(answer.data), filename="模板.xlsx").rows == []
