"""A number that is there already stands masked in its field."""

from __future__ import annotations

import pytest

from liaison.core.columns import Column, Kind
from liaison.core.text import Phone
from liaison.web.forms import form_from

STORED = "13862705521"


def form_of(phone):
    """A form with a number in it."""
    return form_from([Column("phone", "手机号", Kind.PHONE)], phone=Phone(phone))


@pytest.mark.parametrize(("typed", "kept"), [("138****5521", STORED), ("13800138000", "13800138000"), ("", None)])
def test_one_that_is_sent_back_masked_stays(app, typed, kept):
    with app.test_request_context(method="POST", data={"phone": typed}):
        form = form_of(STORED)
        assert form.validate()
        assert form.cells["phone"] == kept


def test_a_masked_one_that_is_another_is_refused(app):
    with app.test_request_context(method="POST", data={"phone": "139****5521"}):
        assert not form_of(STORED).validate()


def test_the_field_shows_it_masked(app):
    with app.test_request_context():
        shown = str(form_of(STORED).phone())
        assert "138****5521" in shown
        assert STORED not in shown
