"""Who asks too often gets 429, a sentence, and when to come back (RL-03)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison.accounts.actions import set_password
from liaison.casework.models import Case
from liaison.core import clock
from liaison.core.ceilings import LIMITS
from liaison.core.errors import TooOften
from liaison.files.actions import Bundle, keep_files
from tests.factories import make_row
from tests.files.test_actions import photo

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
RIGHT = "Tq7#mzRv"

pytestmark = pytest.mark.sqlite  # tests/core/test_limits.py counts on both databases


@pytest.fixture(autouse=True)
def noon(db):
    """The clock stands still, so that nothing comes back meanwhile."""
    with clock.set_clock(NOON):
        yield


def refused(answer, words):
    """Whether an answer is 429 with a sentence and the time to wait."""
    return answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 1 and words in answer.text


def posted(client, name, password="wrong"):
    """The answer to one try to sign in."""
    return client.post("/sign-in", data={"username": name, "password": password})


@pytest.mark.parametrize("is_known", [True, False])
def test_eleven_tries_with_one_name_in_five_minutes(browser, people, is_known):
    name = people.clerk.user.username if is_known else "nobody-there"
    client = browser()
    answers = [posted(client, name) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert refused(answers[-1], "登录试得太多了")
    assert posted(client, "another").status_code == 422, "others at the same address go on"


def test_whoever_comes_in_is_not_counted(browser, people):
    set_password(people.clerk.user, RIGHT)
    client = browser()
    assert {posted(client, people.clerk.user.username, RIGHT).status_code for _ in range(12)} == {302}


def test_searching_sixty_times_a_minute(browser, people):
    client, other = browser(people.clerk), browser(people.other_clerk)
    pages = [client.get("/search?q=红绿灯") for _ in range(LIMITS["search"].most + 1)]
    assert {page.status_code for page in pages[:-1]} == {200}
    assert refused(pages[-1], "查得太快了")
    assert client.get("/search").status_code == 200 and other.get("/search?q=红绿灯").status_code == 200


def test_twenty_forms_with_files_an_hour(db, people, tmp_path):
    folder, member = tmp_path, people.member.actor
    for _ in range(LIMITS["upload"].most):
        keep_files(make_row(Case), Bundle([("a.jpg", photo())], folder), member)
    with pytest.raises(TooOften, match="附件太多"):
        keep_files(make_row(Case), Bundle([("a.jpg", photo())], folder), member)
    keep_files(make_row(Case), Bundle([("a.jpg", photo())], folder), people.clerk.actor)
