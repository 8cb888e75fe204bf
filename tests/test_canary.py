"""One invented person walks through the program; afterwards his number is looked for everywhere (F22, PI-01, PI-06)."""

from __future__ import annotations

import base64
import logging

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from liaison.assignment.models import Pairing
from liaison.casework.models import Case, PublicRequest, StationCode
from liaison.roster.models import Representative
from tests.casework.test_public_asking import sent
from tests.factories import make_row

NAME, PHONE = "金丝雀", "16900007351"
HEADINGS = ("姓名", "性别", "界别", "身份特征类型", "所在区镇", "手机号", "备注")
ROW = (NAME, "女", "农业界", "种粮大户", "曲塘镇", PHONE, "")


def needles():
    """The number as files may hold it."""
    plain = PHONE.encode()
    shifted = (base64.b64encode(b"x" * n + plain)[4:-4] for n in range(3))
    return [plain, PHONE.encode("utf-16-le"), plain[::-1], *shifted]


def holding(folder, *beside):
    """The files in which it stands."""
    files = [path for path in (*folder.rglob("*"), *beside) if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in needles())]


@pytest.fixture
def canary(app, db, people, tmp_path):
    """She comes in with a book, and stands as a person, an asker, a member's number and a user's from then on."""
    book = Workbook()
    for row in (HEADINGS, ROW):
        book.active.append(row)
    book.save(tmp_path / "Z06.xlsx")
    db.session.commit()
    words = ("import", "representatives", tmp_path / "Z06.xlsx", "--library", "Z06", "--json")
    done = app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert '"created": 1' in done.output, done.output
    assert PHONE not in done.output
    db.session.expire_all()
    person = db.session.scalars(select(Representative).where(Representative.phone == PHONE)).one()
    people.member.member.phone = people.member.user.phone = PHONE
    make_row(Pairing, member_id=people.member.member.id, representative_id=person.id)
    return person


@pytest.mark.sqlite
def test_her_number_is_found_nowhere(app, db, browser, people, canary, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    office, other, guest = browser(people.office), browser(people.other_clerk), browser()
    case = make_row(Case, asker_name=NAME, asker_phone=PHONE, representative_id=canary.id,
                    member_id=people.member.member.id)  # fmt: skip
    code = make_row(StationCode, token="c" * 22)
    assert sent(guest, code, phone=PHONE, name=NAME).status_code in (200, 302)
    assert db.session.query(PublicRequest).one().asker_phone == PHONE
    db.session.commit()
    pages = [f"/representatives/{canary.id}", f"/representatives/{canary.id}/edit", f"/cases/{case.number}",
             "/representatives", f"/representatives?q={PHONE[-4:]}", "/members", "/cases", "/search?q=" + NAME,
             f"/members/{people.member.member.id}", f"/members/{people.member.member.id}/edit"]  # fmt: skip
    seen = [office.get(page).get_data(as_text=True) for page in pages]
    assert NAME in seen[0] and "169****7351" in seen[0]
    foreign = [other.get(page).get_data(as_text=True) for page in pages]
    own = browser(people.member).get("/").get_data(as_text=True)
    assert not [page for page, text in zip(pages * 2 + ["/"], [*seen, *foreign, own], strict=True) if PHONE in text]
    assert not any(NAME in text for text in foreign[:4])
    assert PHONE not in caplog.text
    assert holding(app.config["INSTANCE"]) == []
    assert any(NAME.encode() in path.read_bytes() for path in app.config["INSTANCE"].rglob("*.db")), "looked elsewhere"


@pytest.mark.sqlite
def test_it_is_shown_whole_only_where_it_was_asked_for(app, db, browser, people, canary, tmp_path):
    office = browser(people.office)
    assert PHONE[:3] + " " + PHONE[3:7] in office.post(f"/representatives/{canary.id}/phone").get_data(as_text=True)
    path = tmp_path / "full.xlsx"
    db.session.commit()
    words = ["export", "roster", "--output", str(path)]
    for more, is_there in (((), False), (("--full", "--purpose", "核对各区镇的名单"), True)):
        done = app.test_cli_runner().invoke(args=[*words, *more])
        assert done.exit_code == 0, done.output
        cells = {str(cell) for row in load_workbook(path).active.iter_rows(values_only=True) for cell in row}
        assert (PHONE in cells) is is_there
