"""The pages of errors: what went wrong says when, so that the office can find it in the log."""

from __future__ import annotations

from datetime import datetime

import pytest
from werkzeug.exceptions import Conflict

from liaison.accounts.models import User
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.web import errors
from liaison.web.gate import public

FAULTS = [(ZeroDivisionError(), 500), (Refused("请换一个"), 409), (Conflict(), 409)]


def test_a_fault_of_the_system_says_when_it_happened(app, db):
    with app.test_request_context("/"), clock.set_clock(datetime(2026, 11, 22, 17, 1, tzinfo=clock.SHANGHAI)):
        html, code = errors.page(500)
    assert code == 500
    assert "时间：2026-11-22 17:01" in html
    assert "请把下面的时间和编号告诉政协办公室" in html


def test_an_own_sentence_stands_alone(app, db):
    with app.test_request_context("/"):
        html, _code = errors.page(503, "正在升级，五分钟后再来。")
    assert "正在升级，五分钟后再来。" in html
    assert "写过的东西没有保存" not in html


@pytest.mark.parametrize(("fault", "status"), FAULTS)
def test_what_was_changed_before_a_fault_is_taken_back(app, db, browser, people, monkeypatch, fault, status):
    """Whatever the page of the fault answers, half a step is no step."""
    user, name = people.clerk.user.id, people.clerk.user.name

    def breaks():
        db.session.get(User, user).name = "改了一半"
        db.session.flush()
        raise fault

    monkeypatch.setitem(app.view_functions, "accounts.choose_size", public(breaks))
    db.session.commit()
    assert browser().post("/me/size").status_code == status
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get(User, user).name == name
