"""Who is told of exports: approvers, askers, and the watchers of unusual volume."""

from __future__ import annotations

import pytest

from liaison.accounts.actions import exports as leaving
from liaison.accounts.models import Export, ExportRequest
from liaison.core import clock
from liaison.notices.models import Message
from liaison.notices.views.exports import tell_of_exports

pytestmark = pytest.mark.sqlite


@pytest.fixture
def asked(db, make, people):
    """The office asks for a list with whole numbers."""
    office = people.office
    assert people.security
    return make(
        ExportRequest, listing="representatives", title="信息总库", address="/representatives/export", range="全部",
        columns=["name"], row_count=4560, purpose="打印联系卡发给委员", user_id=office.user.id,
        asked_by=office.user.name, asked_as="办公室", asked_at=clock.now(), state="asked",
    )  # fmt: skip


def told(db):
    """(to whom, title, link) of the messages that a round of the clock adds; a second round adds none."""
    before = db.session.query(Message).count()
    db.session.commit()
    tell_of_exports()
    rows = db.session.query(Message).order_by(Message.id).all()[before:]
    assert tell_of_exports() == ""
    return sorted((row.user_id, row.title, row.link) for row in rows)


def test_approvers_then_the_asker_then_whoever_approved(db, people, asked):
    there = f"/exports/requests/{asked.id}"
    assert told(db) == [(people.security.user.id, "有人申请导出完整电话", there)]
    leaving.approve(asked, people.security.actor)
    assert told(db) == [(people.office.user.id, "导出申请批下来了", there)]
    leaving.use(asked.id, asked.listing, asked.address, people.office.actor)
    assert told(db) == [(people.security.user.id, "完整电话已下载", there)]


def test_a_refusal_is_told(db, people, asked):
    told(db)
    leaving.refuse(asked, people.security.actor, "用打码的就够")
    assert [title for _user, title, _link in told(db)] == ["导出申请没有批"]
    assert "138" not in "".join(row.body for row in db.session.query(Message))


@pytest.mark.parametrize(("files", "rows", "is_told"), [(1, 1000, False), (1, 1001, True), (3, 3, False), (4, 4, True)])
def test_much_in_a_day_is_told_to_security_and_auditor_once(db, make, people, files, rows, is_told):
    person = people.clerk
    for place in range(files):
        make(
            Export, number=f"DC-20261122-{place:04d}", at=clock.now(), user_id=person.user.id, way="page",
            actor_name=person.user.name, actor_title="经办", listing="cases", title="台账", range="全部", columns=[],
            row_count=rows // files, has_phones=True, is_full=False, sha256="0" * 64, size=1,
        )  # fmt: skip
    watchers = sorted([people.security.user.id, people.auditor.user.id])
    assert [user for user, _title, _link in told(db)] == (watchers if is_told else [])
