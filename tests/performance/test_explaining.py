"""Asking for the rows behind a figure: by a click within one's sight, and on the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest

from liaison.contacts.models import Contact
from liaison.core import clock
from tests.performance.lives import Life, later

pytestmark = pytest.mark.sqlite
YEAR = clock.today().year


@pytest.fixture
def life(people, make):
    """A case of 陈立平 that was done in time, and one of last year's contacts."""
    make(Contact, member_id=people.member.member.id, contacted_on=date(YEAR - 1, 5, 6))
    return Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))


def test_a_click_on_a_figure_lists_its_rows(people, browser, life):
    member = people.member.member.id
    address = f"/performance/{YEAR}/members/{member}/explain?column="
    client = browser(people.office)
    assert f'href="{address}按期率"' in client.get(f"/performance/{YEAR}").text
    assert f'href="{address}满意率"' in client.get(f"/performance/{YEAR}/{member}").text
    client.get(address + "按期率")
    assert "按期率：100.00%" in client.page.words and "分子 1，分母 1" in client.page.words
    assert life.case.number in client.page.words and "分子分母都算" in client.page.words
    client.get(f"{address}按期率&on={later(3)}")
    assert "按期率：空" in client.page.words and "没有算在内的记录" in client.page.words
    assert client.get(address + "没有这列").status_code == 404
    assert client.get(f"/performance/1999/members/{member}/explain").status_code == 404


def test_who_may_ask(people, browser, life):
    member = people.member.member.id
    address = f"/performance/{YEAR}/members/{member}/explain"
    seen = {who: browser(getattr(people, who)).get(address).status_code
            for who in ("office", "leader", "clerk", "other_clerk", "member", "handler")}  # fmt: skip
    assert seen == {"office": 200, "leader": 200, "clerk": 200, "other_clerk": 404, "member": 404, "handler": 404}
    client = browser(people.member)
    assert "/performance/mine/explain?column=办结数" in client.get(f"/performance/mine?year={YEAR}").text
    client.get(f"/performance/mine/explain?column=办结数&year={YEAR}")
    assert "办结数：1" in client.page.words and "评议“满意”" in client.page.words


def test_the_command_lists_the_same(app, people, life):
    runner, no = app.test_cli_runner(), people.member.member.no
    life.case.original_no = None
    answer = runner.invoke(args=["explain", "--year", f"{YEAR}", "--member", no, "--column", "按期率", "--json"])
    assert answer.exit_code == 0, answer.output
    assert "分子 1，分母 1" in answer.output and f"{no} 陈立平 {YEAR} 年 按期率：100.00%" in answer.output
    told = json.loads(answer.output.splitlines()[-1])
    assert told["value"] == "1.0" and [row[:3] for row in told["rows"]] == [[life.case.number, "1", 1]]
    for more, words in (
        (["--member", "没有", "--column", "按期率"], "没有编号是“没有”的委员"),
        (["--member", no, "--column", "总分"], "没有“总分”这一列"),
    ):
        answer = runner.invoke(args=["explain", "--year", f"{YEAR}", *more])
        assert (answer.exit_code, words in answer.output) == (2, True)
