"""What the columns of the roster cannot express: a file that is handed in, with the questions beside it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired

from liaison.core.columns import Column
from liaison.web.forms import Choices, ColumnForm, field_from


def upload_form(questions: Sequence[Column], choices: Choices) -> ColumnForm:
    """A form for one file and what is asked beside it."""
    fields = {column.key: field_from(column, choices) for column in questions}
    file = FileField("Excel 文件", validators=[FileRequired("请选要导入的 Excel 文件")])
    return type("UploadForm", (ColumnForm,), {"columns": tuple(questions), "file": file, **fields})()
