"""Papers as a Word file, from a template that an office may replace; only the drawing process loads this."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from liaison.core.paper.template import blank_template

UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML knows no word for them


def draw(beside: bytes, _tell: Callable[[int, int], None], *, context: dict[str, Any] | None) -> bytes:
    """The filled-in file; beside: the template, empty for our own; without a context the template as it is."""
    content = beside or blank_template()
    if context is None:
        return content
    document = DocxTemplate(io.BytesIO(content))
    document.render(writable(context), SandboxedEnvironment(autoescape=True), autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def writable(value: Any) -> Any:
    """The same without characters that a Word file cannot hold."""
    if isinstance(value, str):
        return UNWRITABLE.sub("", value)
    if isinstance(value, list):
        return [writable(one) for one in value]
    if isinstance(value, dict):
        return {key: writable(one) for key, one in value.items()}
    return value
