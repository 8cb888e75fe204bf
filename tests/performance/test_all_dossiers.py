"""The dossiers of all members as one archive by a job: masked or approved, registered, fetched once, or nothing."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from docx import Document
from sqlalchemy import event

from liaison.accounts.models import Export
from liaison.contacts.models import Contact
from liaison.core.db import db as database
from liaison.jobs.actions import run_waiting
from liaison.jobs.models import Job, JobFile, queue_here
from liaison.performance.views import all_dossiers
from liaison.roster.models import Member
from tests.factories import make_row

pytestmark = pytest.mark.sqlite
PATH, PHONE = "/members/dossiers", "15400000077"


@pytest.fixture
def members(people):
    """Three members, one of a name that no file system likes."""
    people.member.member.phone = PHONE
    make_row(Contact, member_id=people.member.member.id)
    odd = make_row(Member, no="HA/9:9", name="丁安邦")
    return [people.member.member, people.other_member.member, odd]


def made(client, answer):
    """The archive that the job made, fetched from its page."""
    assert answer.status_code == 302, answer.text
    database.session.commit()
    run_waiting()
    client.get(answer.location)
    assert "取走文件" in client.page.words
    got = client.post(f"{answer.location}/file")
    assert got.status_code == 200 and client.post(f"{answer.location}/file").status_code == 409
    return ZipFile(io.BytesIO(got.data)), got.data


def words_in(archive, name):
    """All words of one of its files."""
    document = Document(io.BytesIO(archive.read(name)))
    told = [one.text for one in document.paragraphs]
    return "\n".join(told + [cell.text for table in document.tables for row in table.rows for cell in row.cells])


def test_all_of_them_masked_and_whole_once_approved(browser, people, members):
    client = browser(people.office)
    client.get(PATH)
    assert "做 3 份档案" in client.page.words
    answer = client.post(PATH)
    assert client.post(PATH).location == answer.location, "asked twice, made once"
    archive, content = made(client, answer)
    me = people.member.member
    names = {f"{me.no}-陈立平.docx", f"{members[1].no}-吴晓梅.docx", "HA_9_9-丁安邦.docx"}
    assert set(archive.namelist()) == names and len(archive.namelist()) == 3
    told = words_in(archive, f"{me.no}-陈立平.docx")
    assert "154****0077" in told and PHONE not in told and "联系 1 次" in told
    [row] = database.session.scalars(database.select(Export)).all()
    assert f"第 {row.number} 份" in told and (row.row_count, row.size, row.is_full) == (3, len(content), False)
    job = database.session.scalars(database.select(Job)).one()
    assert "陈立平" not in str(job.payload) + job.title

    assert client.post(PATH, data={"extent": "full", "purpose": "好"}).status_code == 422
    asked = client.post(PATH, data={"extent": "full", "purpose": "换届时交给委员本人"})
    assert client.post(PATH, data={"request": 1}).status_code == 409, "nobody has approved it"
    assert browser(people.security).post(f"{asked.location}/approve").status_code == 302
    archive, _content = made(client, client.post(PATH, data={"request": 1}))
    assert PHONE in words_in(archive, f"{me.no}-陈立平.docx")
    last = database.session.scalars(database.select(Export).order_by(Export.id.desc())).first()
    assert last.is_full and last.request_id == 1 and last.approved_by == people.security.user.name


def test_cancelled_in_the_middle_nothing_is_left(browser, people, members, monkeypatch):
    client = browser(people.office)
    monkeypatch.setattr(all_dossiers, "EACH", 1)
    answer = client.post(PATH)
    database.session.commit()
    key, read = database.session.scalars(database.select(Job.key)).one(), []

    def cancel_at_the_second(_connection, _cursor, statement, *_rest):
        if "FROM contact JOIN channel" in statement:
            read.append(statement)
            if len(read) == 2:
                queue_here().ask_to_stop(key)

    event.listen(database.engine, "after_cursor_execute", cancel_at_the_second)
    try:
        run_waiting()
    finally:
        event.remove(database.engine, "after_cursor_execute", cancel_at_the_second)
    assert len(read) == 2, "one file was drawn, and no third one begun"
    client.get(answer.location)
    assert "没办完的部分没有写入" in client.page.words
    for table in (JobFile, Export):
        assert not database.session.scalars(database.select(table)).all()


@pytest.mark.parametrize("role", ["member", "clerk", "leader", "supervisor", "security", "auditor"])
def test_nobody_else_may(browser, people, role):
    assert browser(getattr(people, role)).get(PATH).status_code == 404
