"""Forms made from columns: one declaration gives the field, its label, its limits and its parsing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    Field,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation

from liaison.core.columns import Column, Kind
from liaison.core.errors import CellError
from liaison.core.text import mask_phone
from liaison.web.bodies import TWICE

Choice = tuple[str, str]
Choices = Callable[[str], Sequence[Choice]]

FIELDS: Mapping[Kind, type[Field]] = {
    Kind.LONG_TEXT: TextAreaField,
    Kind.BOOL: BooleanField,
    Kind.CHOICE: SelectField,
    Kind.REFERENCE: SelectField,
    Kind.CHOICES: SelectMultipleField,
    Kind.REFERENCES: SelectMultipleField,
    Kind.FILES: MultipleFileField,
}
TAKE_SEVERAL = (SelectMultipleField, MultipleFileField)
ONE_OF = (Kind.CHOICE, Kind.REFERENCE)
SOME_OF = (Kind.CHOICES, Kind.REFERENCES)


class HouseForm(FlaskForm):
    """A form whose cells come once each; where one came twice nothing is taken (400)."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what no page of ours sends, then look at the cells."""
        if any(len(field.raw_data or ()) > 1 and not isinstance(field, TAKE_SEVERAL) for field in self):
            abort(400, TWICE)
        return super().validate(extra_validators)


class ColumnForm(HouseForm):
    """A form whose fields come from columns; `cells` holds the parsed values after validation."""

    columns: tuple[Column, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Parse each cell by its column; the error of a cell stands beside it."""
        is_good = super().validate(extra_validators)
        self.cells: dict[str, Any] = {}
        for column in self.columns:
            is_good = self._take(column) and is_good
        return is_good

    def _take(self, column: Column) -> bool:
        field = self[column.key]
        if field.errors:
            return False
        try:
            value = parsed(column, as_sent(column, field))
        except CellError as error:
            field.errors = [error.sentence]
            return False
        if column.required and (value in (None, "", [], ()) or value is False):
            field.errors = [column.missing_sentence()]
            return False
        self.cells[column.key] = value
        return True

    @property
    def has_errors(self) -> bool:
        """Whether anything is to be corrected."""
        return bool(self.errors)


def as_sent(column: Column, field: Field) -> Any:
    """What came in a field; a number that stood masked in it and came back as it stood is still the stored one."""
    stored = field.object_data
    is_untouched = column.kind is Kind.PHONE and stored and field.data == mask_phone(stored)
    return stored if is_untouched else field.data


def parsed(column: Column, raw: Any) -> Any:
    """One field's value as the column understands it; references become ids (int)."""
    if column.kind is Kind.REFERENCE:
        return int(raw) if raw else None
    if column.kind is Kind.REFERENCES:
        return [int(v) for v in raw or ()]
    if column.kind in (Kind.CHOICES, Kind.FILES):
        return [v for v in raw or () if v]
    return column.parse(raw)


def form_from(columns: Iterable[Column], choices: Choices | None = None, **values: Any) -> ColumnForm:
    """A form for these columns, filled from values where nothing was sent.

    choices: gives `[(id, name)]` for the source of a reference column.
    """
    columns = tuple(columns)
    fields = {c.key: field_from(c, choices) for c in columns}
    form_class = type("CellsForm", (ColumnForm,), {"columns": columns, **fields})
    return form_class(data={c.key: as_typed(c, values.get(c.key, c.default)) for c in columns})


def as_typed(column: Column, value: Any) -> Any:
    """A stored value as its field holds it."""
    if value is None:
        return None
    if column.kind is Kind.BOOL or isinstance(value, str):
        return value
    if column.kind in SOME_OF:
        return [str(v) for v in value]
    if column.kind in ONE_OF:
        return str(value)
    return column.show(value)


def field_from(column: Column, choices: Choices | None = None) -> Any:
    """The WTForms field of one column. render_kw tells the macros what they need to know."""
    field_class = FIELDS.get(column.kind, StringField)
    options: dict[str, Any] = {
        "label": column.title,
        "description": column.hint,
        "render_kw": {"column": column},
        "validators": [],
    }
    if column.kind in ONE_OF + SOME_OF:
        options["choices"] = [SelectChoice(str(value), words) for value, words in offered(column, choices)]
        options["validate_choice"] = False
        options["validators"] = [known_choice]
    return field_class(**options)


def offered(column: Column, choices: Choices | None) -> list[Choice]:
    """The choices of a column; a single choice that may stay empty begins with an empty line."""
    given = [(c, c) for c in column.choices] if column.choices else list(choices(column.source) if choices else ())
    is_one = column.kind is Kind.REFERENCE or (column.kind is Kind.CHOICE and len(given) > 6)
    return [("", "请选"), *given] if is_one else given


def known_choice(_form: Any, field: Any) -> None:
    """Refuse what was not offered."""
    offered_values = {str(value) for value, *_ in field.iter_choices()}
    sent = field.data if isinstance(field.data, list) else [field.data]
    if any(v not in offered_values for v in sent if v not in (None, "")):
        raise StopValidation(f"请从列出的选项里选{field.label.text}")


@dataclass(frozen=True)
class WhenShown:
    """Something beside a form that is asked only when its page is shown, not when what was sent is taken."""

    ask: Callable[[], Any]


def remember(form: Any, template: str, **context: Any) -> None:
    """Note the page of a form, so that a refusal comes back to it with everything typed."""
    g.form_page = (form, template, context)


def shown(context: Mapping[str, Any]) -> dict[str, Any]:
    """What stands beside the form, asked now."""
    return {name: value.ask() if isinstance(value, WhenShown) else value for name, value in context.items()}


def remember_files(keep: Callable[[], list[str]]) -> None:
    """Note how the files of the form are kept if it comes back. keep: gives why some of them cannot be."""
    g.keep_files = keep


def remind_of_files(form: Any) -> None:
    """A page that comes back has lost the files that were chosen, unless they are kept: say so beside them."""
    keep = g.pop("keep_files", None)
    said = keep() if keep else None
    for column in getattr(form, "columns", ()):
        field = form[column.key]
        if column.kind is Kind.FILES and not field.errors and any(field.data or ()):
            field.errors = [f"{column.title}要重新选一次，别的都还在"] if said is None else said


def form_page() -> tuple[str, int]:
    """The remembered page: 200 at first, 422 when something is to be corrected."""
    form, template, context = g.form_page
    if form.errors:
        remind_of_files(form)
    return render_template(template, form=form, **shown(context)), 422 if form.errors else 200


def answer_again(sentence: str, fields: Mapping[str, str]) -> str:
    """The remembered page with a refusal: beside the fields it names, else above them."""
    form, template, context = g.form_page
    for key, text in fields.items():
        if key in form:
            form[key].errors = [*form[key].errors, text]
    if not any(key in form for key in fields):
        form.form_errors = [*form.form_errors, sentence]
    remind_of_files(form)
    return render_template(template, form=form, **shown(context))


__all__ = [
    "ColumnForm", "HouseForm", "WhenShown", "answer_again", "field_from", "form_from", "form_page", "remember",
    "remember_files",
]
