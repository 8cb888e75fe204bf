"""The parts of a workbook that is changed: only those that must change are written anew, the rest is copied."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from liaison.core.sheets.cells import unescaped
from liaison.core.sheets.marking.splicing import Splices, as_utf8, root_of, within
from liaison.core.sheets.package import Package

WORKBOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Relation(NamedTuple):
    """What one part refers to. kind: the last word of its type; target: name of the other part."""

    id: str
    kind: str
    target: str


class SheetPart(NamedTuple):
    """One sheet of the workbook. index: its place among all sheets, from 0."""

    name: str
    part: str
    index: int


class Parts:
    """The parts of a workbook by their names; as everywhere in such files, case does not count."""

    def __init__(self, content: bytes) -> None:
        """Raises FileRefused as `Package` does."""
        Package(content)
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._entries = {entry.filename.lower().lstrip("/"): entry for entry in self._zip.infolist()}
        self._changed: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._entries or name.lower() in self._changed

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return [*self._entries, *(name for name in self._changed if name not in self._entries)]

    def raw(self, name: str) -> bytes:
        """What a part holds."""
        key = name.lower()
        return self._changed[key] if key in self._changed else self._zip.read(self._entries[key])

    def read(self, name: str) -> bytes:
        """What an XML part holds, in UTF-8."""
        return self._changed[name.lower()] if name.lower() in self._changed else as_utf8(self.raw(name))

    def write(self, name: str, content: bytes) -> None:
        """Have a part hold this."""
        self._changed[name.lower()] = content
        self._names.setdefault(name.lower(), name)

    def free_name(self, pattern: str) -> str:
        """A name that no part has yet. pattern: with `{}` for a number."""
        return next(name for number in range(1, 10_000) if (name := pattern.format(number)) not in self)

    def sheets(self) -> list[SheetPart]:
        """The sheets with cells, in their order."""
        targets = {one.id: one.target for one in self.relations(WORKBOOK) if one.kind == "worksheet"}
        book = self.read(WORKBOOK)
        found = []
        listed = [one for one in within(book, root_of(book)) if one.tag.name == "sheets"]
        for index, sheet in enumerate(one for around in listed for one in within(book, around)):
            target = targets.get(sheet.tag.get(f"{_prefix_of_id(sheet.tag.text)}id"), "")
            if target in self:
                found.append(SheetPart(unescaped(sheet.tag.get("name")), target, index))
        return found

    @property
    def office(self) -> str:
        """The namespace of relations, which is another one in strict workbooks."""
        return STRICT_OFFICE if STRICT_OFFICE.encode() in self.raw(WORKBOOK) else OFFICE

    def relations(self, name: str) -> list[Relation]:
        """What a part refers to within the workbook; the workbook itself is the part with no name."""
        where = relations_of(name)
        if where not in self:
            return []
        xml = self.read(where)
        return [
            Relation(one.tag.get("Id"), one.tag.get("Type").rpartition("/")[2], _target(name, one.tag.get("Target")))
            for one in within(xml, root_of(xml)) if one.tag.get("TargetMode") != "External"
        ]  # fmt: skip

    def relate(self, name: str, kind: str, target: str) -> str:
        """Have a part refer to another one; gives the id of the reference."""
        where = relations_of(name)
        if where not in self:
            self.write(where, DECLARATION + f'<Relationships xmlns="{RELATIONS_NAMESPACE}"/>'.encode())
        xml = self.read(where)
        root = root_of(xml)
        taken = {one.tag.get("Id") for one in within(xml, root)}
        free = next(new for number in range(1, 100_000) if (new := f"liaison{number}") not in taken)
        prefix = root.tag.prefix.decode()
        splices = Splices(xml)
        reference = f'<{prefix}Relationship Id="{free}" Type="{self.office}/{kind}" Target="/{target}"/>'
        splices.append(root, reference.encode())
        self.write(where, splices.made())
        return free

    def declare(self, kind: str, *, part: str = "", ending: str = "") -> None:
        """Say what a part is, or all parts of an ending; what is said already stays."""
        xml = self.read(TYPES)
        root = root_of(xml)
        known = {(one.tag.get("PartName").lstrip("/") or one.tag.get("Extension")).lower() for one in within(xml, root)}
        if (part or ending).lower() in known:
            return
        what = f"Override PartName={quoteattr('/' + part)}" if part else f'Default Extension="{ending}"'
        splices = Splices(xml)
        splices.append(root, f'<{root.tag.prefix.decode()}{what} ContentType="{kind}"/>'.encode())
        self.write(TYPES, splices.made())

    def saved(self) -> bytes:
        """The workbook with its changes; parts keep their order."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
            for key, entry in self._entries.items():
                copied = zipfile.ZipInfo(entry.filename, entry.date_time)
                copied.compress_type = zipfile.ZIP_STORED if entry.is_dir() else zipfile.ZIP_DEFLATED
                copied.external_attr = entry.external_attr
                book.writestr(copied, self._changed[key] if key in self._changed else self._zip.read(entry))
            for key, content in self._changed.items():
                if key not in self._entries:
                    book.writestr(self._names[key], content)
        return target.getvalue()


def relations_of(name: str) -> str:
    """Where it is written what a part refers to."""
    folder, _, last = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{last}.rels")


def _target(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")


def _prefix_of_id(tag: bytes) -> str:
    """The prefix of r:id, whatever it is called in this file."""
    for word in tag.split():
        name, is_there, _ = word.partition(b"=")
        if is_there and name.endswith(b":id"):
            return name.decode()[:-2]
    return "r:"
