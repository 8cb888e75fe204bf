"""What macros/forms.html makes of the fields that columns declare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from liaison.core.columns import Column, Kind
from liaison.web.forms import form_from
from liaison.web.headers import csrf
from tests.pages import faults, read

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGE = (
    '{% import "macros/forms.html" as forms %}<title>{{ forms.wrong(form) }}x</title><h1>x</h1>{{ forms.errors(form) }}'
    '<form method="post">{{ forms.fields(form) }}{{ forms.submit("转办", "send") }}</form>'
)
TOPICS = ("道路", "农业", "环境")
EVERY_KIND = [
    Column(kind.name.lower(), kind.name, kind, choices=TOPICS if kind in (Kind.CHOICE, Kind.CHOICES) else (),
           source="units" if kind in (Kind.REFERENCE, Kind.REFERENCES) else None)
    for kind in Kind
]  # fmt: skip


@pytest.fixture
def posted() -> Iterator[Any]:
    """A request in which forms can be made and drawn."""
    program = Flask(__name__, template_folder=str(TEMPLATES))
    program.config.update(SECRET_KEY="k" * 40, WTF_CSRF_ENABLED=False, WTF_I18N_ENABLED=False)
    csrf.init_app(program)
    with program.test_request_context(method="POST", data={"note": "村口"}) as context:
        yield context


def drawn(*columns: Column, **values: Any) -> str:
    """The page of a form with these columns, after validation."""
    form = form_from(columns, choices=lambda _source: [("1", "市住建局"), ("2", "市水利局")], **values)
    form.validate()
    return render_template_string(PAGE, form=form)


@pytest.mark.parametrize("column", EVERY_KIND, ids=lambda c: c.key)
def test_each_kind_becomes_a_labelled_field(posted: Any, column: Column) -> None:
    html = drawn(column)
    assert faults(read(html)) == []
    assert f'id="f-{column.key}"' in html
    assert "Column(" not in html


def test_a_wrong_cell_is_named_above_and_beside(posted: Any) -> None:
    html = drawn(Column("place", "诉求发生在哪里", required=True, hint="写到村、路名"), Column("note", "要点"))
    assert "有错误：" in html
    assert "还有 1 处要改" in html
    assert '<a href="#f-place">请填诉求发生在哪里</a>' in html
    assert 'aria-describedby="h-place e-place"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="村口"' in html


def test_only_what_may_stay_empty_is_marked(posted: Any) -> None:
    html = drawn(
        Column("note", "要点"),
        Column("place", "地点", required=True),
        Column("topics", "谈了什么", Kind.CHOICES, required=True, choices=TOPICS),
    )
    assert html.count("（可不填）") == 1
    assert html.count("（可多选）") == 1


def test_few_choices_are_chips_and_many_a_list(posted: Any) -> None:
    many = tuple(f"类别{n}" for n in range(30))
    html = drawn(
        Column("way", "方式", Kind.CHOICE, choices=TOPICS),
        Column("kinds", "类别", Kind.CHOICES, choices=many),
        Column("one", "一类", Kind.CHOICE, choices=many),
    )
    assert html.count('type="radio"') == len(TOPICS)
    assert html.count('class="check"') == len(many)
    assert "<select" in html


def test_kinds_bring_their_keyboard(posted: Any) -> None:
    html = drawn(
        Column("phone", "手机号", Kind.PHONE), Column("on", "哪天", Kind.DATE), Column("count", "人数", Kind.INTEGER)
    )
    assert 'type="tel"' in html
    assert 'type="date"' in html
    assert 'inputmode="numeric"' in html


def test_a_question_may_wait_for_another_answer(posted: Any) -> None:
    html = drawn(
        Column("result", "结果", Kind.CHOICE, choices=("A", "B")), Column("why", "原因", shown_if=("result", "B"))
    )
    assert 'data-shown-if="result=B"' in html


def test_typed_text_is_escaped(posted: Any) -> None:
    html = drawn(Column("name", "姓名"), name='"><b>张三</b>')
    assert "<b>张三" not in html


def test_a_refusal_that_names_no_cell_stands_alone(posted: Any) -> None:
    form = form_from([Column("note", "要点")])
    form.form_errors = ["别人刚刚改过这一条。"]
    html = render_template_string(PAGE, form=form)
    assert "还没有存上" in html
    assert "别人刚刚改过这一条。" in html


def test_a_moment_is_shown_as_its_control_wants_it(posted: Any) -> None:
    moment = datetime(2025, 11, 3, 9, 5, tzinfo=UTC)
    form = form_from([Column("at", "几点", Kind.DATETIME)], at=moment)
    form.at.data = "2025-11-03 17:05"
    assert 'value="2025-11-03T17:05"' in render_template_string(PAGE, form=form)


def test_a_day_that_no_calendar_shows_stays_as_typed(posted: Any) -> None:
    form = form_from([Column("on", "哪天", Kind.DATE)])
    form.on.data = "去年冬天的一天"
    html = render_template_string(PAGE, form=form)
    assert "去年冬天的一天" in html
    assert 'type="date"' not in html
