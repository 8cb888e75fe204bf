"""没联系上诉求人: the case stays with the member for another day; after the last it is closed 未评价, never rated."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from liaison.casework import actions
from liaison.casework.actions.ladder import set_ladder
from liaison.casework.actions.ratings import may_still_rate
from liaison.casework.queries.conservation import faults
from liaison.casework.queries.history import history_of
from liaison.casework.queries.ladder import thresholds
from liaison.casework.queries.public import live_rating_code
from liaison.core import clock
from liaison.core.errors import Refused
from tests.casework.stories import brought_to


@pytest.fixture
def to_tell(people):
    """A case whose reply the member has seen."""
    case = brought_to("to_confirm", people)
    return actions.advance(case, "confirm_reply", people.member.actor)


def missed(case, people, days=0, **given):
    """The member tried so many days from now, and did not reach him."""
    with clock.set_clock(clock.now() + timedelta(days=days)):
        cells = {"told_on": clock.today(), "told_by": "电话", "attitude": "没联系上", "tries": 2, **given}
        return actions.make_move(case, "tell_asker", people.member.actor, **cells)


def test_it_stays_open_for_another_day(people, to_tell):
    due = to_tell.step_due_on
    assert missed(to_tell, people) == ""
    assert (to_tell.state, to_tell.step_due_on) == ("to_tell", due)
    last = history_of(to_tell)[-1]
    assert (last.verb, last.shown["联系了几次"]) == ("miss_asker", "2")
    assert "告诉了什么" not in last.shown
    assert live_rating_code(to_tell) is None


def test_several_tries_on_one_day_count_once(people, to_tell):
    for _ in range(4):
        missed(to_tell, people)
    assert to_tell.state == "to_tell"


def test_after_the_last_day_it_is_closed_unrated(people, to_tell):
    for days in range(3):
        assert to_tell.state == "to_tell"
        missed(to_tell, people, days)
    assert (to_tell.state, to_tell.rating) == ("closed", None)
    verbs = [record.verb for record in history_of(to_tell)]
    assert verbs[-4:] == ["miss_asker", "miss_asker", "tell_asker", "close_unrated"]
    assert "没有联系上" in history_of(to_tell)[-2].shown["告诉了什么"]
    assert live_rating_code(to_tell) and may_still_rate(to_tell)
    assert faults() == []


def test_the_office_settles_how_many_days(people, to_tell):
    set_ladder(people.office.actor, **{**asdict(thresholds()), "most_tries": 1})
    missed(to_tell, people)
    assert to_tell.state == "closed"


def test_whoever_is_reached_at_last_rates_as_always(people, to_tell):
    missed(to_tell, people)
    cells = {"told_on": clock.today(), "told_by": "电话", "attitude": "理解接受", "told": "念给他听了。"}
    assert actions.make_move(to_tell, "tell_asker", people.member.actor, **cells)
    assert to_tell.state == "to_rate"


def test_how_often_he_was_called_is_asked(people, to_tell):
    with pytest.raises(Refused, match="请填联系了几次"):
        missed(to_tell, people, tries=None)


def test_the_page_says_what_came_of_it(browser, people, to_tell):
    client, today = browser(people.member), clock.today().isoformat()
    address = f"/cases/{to_tell.number}/tell-asker"
    sent = {"told_on": today, "told_by": "电话", "attitude": "没联系上", "tries": "2", "told": "x"}
    sent["version"] = to_tell.version
    assert client.post(address, data=sent).status_code == 302
    client.get(f"/cases/{to_tell.number}")
    assert "请换一天再试" in client.page.words and "没联系上诉求人" in client.page.words
    assert "给诉求人扫" not in client.page.words
