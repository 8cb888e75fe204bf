"""What proves a record: files with it, later and of its activity; seen by those who see the record and nobody else."""

from __future__ import annotations

import io
from datetime import date, time
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db as database
from liaison.files.actions import Bundle
from liaison.files.models import Attachment
from liaison.files.queries import attachment_for, attachments_of
from liaison.performance import actions, queries
from liaison.performance.models import Deed, Gathering, Objection, SharedProof
from liaison.performance.queries.dossiers import dossier_of
from liaison.performance.rules.dossiers import Span
from tests.performance.lives import on
from tests.performance.test_gatherings import CELLS

pytestmark = pytest.mark.sqlite
DAY, AFTER = date(2026, 3, 2), date(2027, 1, 4)
NEW = "/performance/deeds/new"
SENT = {"what": "表彰·县级", "title": "优秀委员", "held_on": "2026-03-02", "names": "陈立平"}


@pytest.fixture
def people(people):
    """With the two members whom the records name."""
    named = people.member.member.name, people.other_member.member.name
    assert named == ("陈立平", "吴晓梅")
    return people


def photo(name="证书.png"):
    """One file as a browser sends it."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return io.BytesIO(stream.getvalue()), name


def bundle(app, *names):
    """Photos as an action is given them."""
    return Bundle([(name, photo()[0].read()) for name in names], app.config["INSTANCE"])


def posted(client, page, files, **cells):
    """A form with files."""
    return client.post(page, data={**cells, "files": files}, content_type="multipart/form-data")


def seen_by(people, attachment):
    """Which of the people may open a file."""
    names = ("member", "other_member", "clerk", "other_clerk", "director", "unit_leader", "handler", "supervisor",
             "office", "leader", "librarian", "admin", "security", "auditor")  # fmt: skip
    return {name for name in names if attachment_for(getattr(people, name).actor, attachment.id)}


NEAR = {"member", "clerk", "director", "office", "leader"}


def test_those_who_see_the_record_see_its_files_and_nobody_else(app, people):
    with on(DAY):
        cells = {"what": "视察·参加", "title": "看河道", "held_on": DAY}
        files = bundle(app, "合影.png")
        own, other = actions.record_deeds(people.office.actor, **cells, names="陈立平、吴晓梅", files=files)
        [shared] = attachments_of(database.session.scalars(select(SharedProof)).one())
        assert (own.proof_id, own.proof.title) == (other.proof_id, "视察“看河道”")
        assert seen_by(people, shared) == {*NEAR, "other_member", "other_clerk"}, "both were recorded with it"
        [later] = actions.add_proofs(own, bundle(app, "请假条.png"), people.office.actor)
        assert seen_by(people, later) == NEAR, "what came later is of one record"
        assert [queries.files_behind(rows) for rows in ([line(own), line(other)], [])] == [
            {f"deed:{own.id}": 2, f"deed:{other.id}": 1}, {},
        ]  # fmt: skip
        far = actions.record_deeds(people.clerk.actor, **{**cells, "title": "看厂房"}, names="陈立平",
                                   files=bundle(app, "签到.png"))[0]  # fmt: skip
        assert far.proof_id is None and seen_by(people, queries.proofs_of(far)[0]) == NEAR
        actions.void_deed(far, "记错了", people.clerk.actor)
        assert len(queries.proofs_of(far)) == 1 and seen_by(people, queries.proofs_of(far)[0]) == NEAR
    told = database.session.scalars(select(Event.verb).where(Event.verb.like("%prove") | Event.verb.like("file%")))
    assert sorted(told) == ["deed.prove", *["file.keep"] * 3]


def line(deed):
    """A line of the ledger that came of a record, as far as its files go."""
    return SimpleNamespace(source=f"deed:{deed.id}")


def test_the_sheet_of_an_activity_is_taken_once_and_stands_with_each_of_its_records(app, people, browser):
    with clock.set_clock(clock.at(DAY, time(9))):
        gathering = actions.call_gathering(people.clerk.actor, **{**CELLS, "day": DAY, "at": time(14, 30)})
    with clock.set_clock(clock.at(DAY, time(18))):
        database.session.commit()
        page, clerk = f"/performance/gatherings/{gathering.id}/files", browser(people.clerk)
        assert posted(clerk, page, []).status_code in (409, 422)
        assert posted(clerk, page, [photo("签到表.png")]).status_code == 302
        clerk.get(f"/performance/gatherings/{gathering.id}")
        assert "签到表" in clerk.page.words
        sheet = database.session.scalars(select(Attachment)).one()
        assert seen_by(people, sheet) == NEAR - {"member"}, "no record of his came of it yet"
        held = database.session.get(Gathering, gathering.id)
        [deed] = actions.note_presence(held, "陈立平", "出席", people.office.actor)
        assert seen_by(people, sheet) == NEAR
        assert queries.proofs_of(deed) == [sheet] and attachments_of(deed) == []
        [guest] = actions.note_presence(held, "吴晓梅", "出席", people.office.actor)
        assert seen_by(people, sheet) == {*NEAR, "other_member", "other_clerk"}
        assert queries.deed_shown(people.clerk.actor, guest.id), "a guest of the committee's own activity"
        assert queries.deed_shown(people.other_clerk.actor, deed.id) is None
        assert database.session.scalars(select(Event.verb).where(Event.verb == "gathering.prove")).all()


def test_a_form_that_comes_back_keeps_its_files_and_takes_six_at_most(app, people, browser):
    clerk = browser(people.clerk)
    with on(DAY):
        sent = posted(clerk, NEW, [photo(), photo("信.png")], **{**SENT, "names": "没有这人"})
        assert sent.status_code == 409 and "上次选的 2 个附件还在" in clerk.page.words
        assert posted(clerk, NEW, [(io.BytesIO(b"PK\x03\x04x"), "表.docx")], **SENT).status_code == 409
        assert "表.docx：这是压缩包或办公文档，请选 JPG、PNG、WebP 照片或 PDF" in clerk.page.words
        dropped = database.session.scalars(select(Attachment.id).order_by(Attachment.id)).first()
        assert "上次选的 1 个附件还在" in dropping(clerk, dropped)
        assert clerk.post(NEW, data=SENT).status_code == 302
        deed = database.session.scalars(select(Deed)).one()
        assert [one.name for one in queries.proofs_of(deed)] == ["信.png"]
        page = f"/performance/deeds/{deed.id}/files"
        clerk.get(page)
        assert "加了不能去掉" in clerk.page.words
        assert posted(clerk, page, [photo() for _ in range(6)]).status_code == 409
        assert "附件最多 6 个" in clerk.page.words
        assert len(queries.proofs_of(deed)) == 1
        actions.void_deed(deed, "记错了", people.clerk.actor)
        database.session.commit()
        assert posted(clerk, page, [photo()]).status_code == 409
        assert "已经作废" in clerk.page.words


def dropping(client, attachment_id):
    """The page after one of the files that wait is not wanted any more."""
    client.post(NEW, data={**SENT, "drop_file": str(attachment_id)})
    return client.page.words


def test_the_member_opens_what_proves_a_line_that_he_objects_to(app, people, browser):
    office = people.office.actor
    with on(DAY):
        groups = {"出席": "其余"}
        actions.publish_scheme(actions.draw_up(2026, office, shipped="default"), office)
        files = bundle(app, "a.png")
        actions.record_roll(office, kind="全体会议", title="五次会议", held_on=DAY, groups=groups, files=files)
    with on(AFTER):
        actions.lay_open(actions.compute_year(2026, office), office, None)
        database.session.commit()
        deed = database.session.scalar(select(Deed).where(Deed.member_id == people.member.member.id))
        client, path = browser(people.member), f"/performance/deeds/{deed.id}"
        ledger = client.get("/performance/mine/scores").text
        assert f'href="{path}"' in ledger and "看依据（附件 1 个）" in client.page.words
        client.get(path)
        assert "附件：1 个" in client.page.words and "刘芸" in client.page.words and "加附件" not in client.page.words
        assert "这一条不对，提异议" in client.page.words
        assert browser(people.other_clerk).get(f"{path}/files").status_code == 404, "not of his committee"
        assert browser(people.supervisor).get(path).status_code == 404
        listed = browser(people.office)
        listed.get("/performance/2026/deeds")
        assert "附件 1 个" in listed.page.words
    found = dossier_of(people.member.actor, people.member.member, Span())
    [meeting] = [one for one in found.sections if one.title == "会议活动"]
    assert meeting.entries[0].cells[3] == "出席，附件 1 个"
    assert not database.session.scalars(select(Objection.id)).all()
