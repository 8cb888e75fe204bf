"""After signing out at a shared desk nobody finds anything by going back (SE-08)."""

from __future__ import annotations

import pytest

from liaison.roster.models import Representative
from tests.factories import make_row
from tests.journeys.conftest import with_password

pytestmark = pytest.mark.journey
NAME = "卜安邦"


def test_the_way_back_shows_nothing(site, visitor):
    username = site.fill(lambda people: make_row(Representative, name=NAME) and with_password(people.office))
    page = visitor(username).go("/representatives")
    assert NAME in page.content()
    page.goto(f"{site.address}/me")
    page.get_by_role("button", name="退出登录").first.click()
    page.wait_for_url("**/sign-in")
    for _ in range(2):
        page.go_back()
        assert "/sign-in" in page.url and NAME not in page.content()
