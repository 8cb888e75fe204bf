"""Papers as a Word file, from a template that an office may replace; only the drawing process loads this."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any
from zipfile import ZipFile

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from liaison.core.paper.file_template import blank_file
from liaison.core.paper.template import blank_template

OWN = {"paper": blank_template, "file": blank_file}
UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML knows no word for them


def draw(
    beside: bytes, tell: Callable[[int, int], None], *, contexts: Sequence[dict[str, Any]] | None, layout: str
) -> bytes:
    """An archive with a filled-in file for each context, named 0, 1, …; without contexts the template itself.

    beside: the template, empty for our own of this layout.
    """
    content = beside or OWN[layout]()
    if contexts is None:
        return content
    archive = io.BytesIO()
    with ZipFile(archive, "w") as files:
        for number, context in enumerate(contexts):
            files.writestr(f"{number}", filled(content, context))
            tell(number + 1, len(contexts))
    return archive.getvalue()


def filled(template: bytes, context: dict[str, Any]) -> bytes:
    """One file."""
    document = DocxTemplate(io.BytesIO(template))
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
