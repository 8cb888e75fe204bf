"""What macros/ui.html draws: steps, deadlines, figures, dialogs, flashed words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string

from liaison.web import days, filters
from liaison.web.headers import csrf

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = ("连线", "凝心", "转办", "审批", "办理", "督办", "回复", "评议")


@pytest.fixture
def shown() -> Iterator[Any]:
    """Draws a snippet that may call ui."""
    program = Flask(__name__, template_folder=str(TEMPLATES))
    program.config.update(SECRET_KEY="k" * 40)
    for part in (filters, days):
        part.install(program)
    csrf.init_app(program)

    def draw(snippet: str, **context: Any) -> str:
        return render_template_string('{% import "macros/ui.html" as ui %}' + snippet, **context)

    with program.test_request_context():
        yield draw


def steps_with(**states: str) -> list[Any]:
    """The eight steps, all `next` but those given by number: s5="now"."""
    return [SimpleNamespace(name=n, who="", when="", state=states.get(f"s{i}", "next")) for i, n in enumerate(NAMES, 1)]


def test_steps_say_which_is_the_present_one(shown: Any) -> None:
    html = shown("{{ ui.steps(steps) }}", steps=steps_with(s1="done", s2="late"))
    assert html.count("<li") == 8
    assert html.count('aria-current="step"') == 1
    assert 'class="now late"' in html
    assert "已超期" in html


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"s1": "done", "s2": "done", "s3": "now"}, ["done", "now", "next", "next"]),
        ({"s1": "now"}, ["now", "next", "next", "next"]),
        ({f"s{n}": "done" for n in range(1, 6)} | {"s6": "late"}, ["done", "done", "now late", "next"]),
        ({f"s{n}": "done" for n in range(1, 9)}, ["done"] * 4),
    ],
)
def test_the_public_sees_four_steps(shown: Any, states: dict[str, str], expected: list[str]) -> None:
    html = shown('{{ ui.steps(steps, "pub") }}', steps=steps_with(**states))
    assert [part.split('"')[0] for part in html.split('<li class="')[1:]] == expected


def test_a_case_without_deadline_shows_none(shown: Any) -> None:
    assert shown("{{ ui.due(none) }}") == ""
    assert (
        shown("{{ ui.due(d) }}", d=SimpleNamespace(tone="bad", words="已超 2 天"))
        == '<span class="due due--bad">已超 2 天</span>'
    )


def test_figures_have_thousands_and_nothing_is_a_dash(shown: Any) -> None:
    assert "1,545" in shown('{{ ui.stat("代表", 1545, "位") }}')
    assert "—" in shown('{{ ui.stat("满意率", none) }}')
    assert "<dd>—</dd>" in shown('{{ ui.kv([("延期", none)]) }}')


def test_a_dialog_asks_with_its_own_form_or_sends_another(shown: Any) -> None:
    own = shown('{{ ui.confirm("d", "作废？", "看得到，不再计数。", action="/x", yes="作废", no="不作废") }}')
    assert 'action="/x"' in own
    assert 'name="csrf_token"' in own
    other = shown('{{ ui.confirm("d", "转？", "", yes="转办", form_id="bulk", name="unit", value="3") }}')
    assert "<form" not in other
    assert 'form="bulk" name="unit" value="3"' in other


def test_undo_is_posted_and_errors_are_no_toasts(shown: Any) -> None:
    words = [("undo", ("已转给市住建局", "/cases/1/undo")), ("bad", "网断了")]
    toasts = shown("{{ ui.flashed(words, true) }}", words=words)
    notes = shown("{{ ui.flashed(words, false) }}", words=words)
    assert '<form method="post" action="/cases/1/undo">' in toasts
    assert "网断了" not in toasts
    assert "网断了" in notes
    assert "已转给" not in notes


def test_the_pager_leads_both_ways(shown: Any) -> None:
    page = SimpleNamespace(number=2, pages=3, total=1309, first=51, last=100, url=lambda n: f"?page={n}")
    html = shown('{{ ui.pager(page, "位") }}', page=page)
    assert "第 51–100 位，共 1,309 位" in html
    assert 'href="?page=1" rel="prev"' in html
    assert 'href="?page=3" rel="next"' in html


def test_a_note_takes_markup_only_from_the_template(shown: Any) -> None:
    html = shown('{% call ui.note(tone="warn") %}<b>{{ name }}</b>{% endcall %}', name="<i>")
    assert "<b>&lt;i&gt;</b>" in html
