"""Words that a workbook carries along unseen: its custom document properties."""

from __future__ import annotations

from xml.sax.saxutils import escape

from liaison.core.sheets.marking.parts import DECLARATION, Parts
from liaison.core.sheets.marking.rows import plain_words
from liaison.core.sheets.marking.splicing import Element, Splices, root_of, within

PART = "docProps/custom.xml"
KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FIRST_ID = 2


def property_of(parts: Parts, name: str) -> str:
    """What the workbook carries under this name, nothing where it carries none."""
    where = _where(parts)
    if where not in parts:
        return ""
    xml = parts.read(where)
    return next((_words(xml, one) for one in within(xml, root_of(xml)) if one.tag.get("name") == name), "")


def keep_property(parts: Parts, name: str, words: str) -> None:
    """Have the workbook carry this."""
    where = _where(parts)
    if where not in parts:
        _begin(parts, where)
    xml = parts.read(where)
    root = root_of(xml)
    splices, taken = Splices(xml), {FIRST_ID - 1}
    for one in within(xml, root):
        taken.add(int(one.tag.get("pid", "0")))
        if one.tag.get("name") == name:
            splices.replace(one.tag.start, one.stop, b"")
    prefix = root.tag.prefix.decode()
    value = f'<vt:lpwstr xmlns:vt="{TYPES_NAMESPACE}">{escape(words)}</vt:lpwstr>'
    new = f'<{prefix}property fmtid="{FORMAT}" pid="{max(taken) + 1}" name="{name}">{value}</{prefix}property>'
    splices.append(root, new.encode())
    parts.write(where, splices.made())


def _where(parts: Parts) -> str:
    return next((one.target for one in parts.relations("") if one.kind == "custom-properties"), PART)


def _begin(parts: Parts, where: str) -> None:
    parts.write(where, DECLARATION + f'<Properties xmlns="{NAMESPACE}"/>'.encode())
    parts.relate("", "custom-properties", where)
    parts.declare(KIND, part=where)


def _words(xml: bytes, element: Element) -> str:
    return plain_words(xml[element.tag.stop : element.inner])
