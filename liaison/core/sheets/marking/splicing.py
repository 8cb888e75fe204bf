"""XML changed in place: tags are found by their bytes, so whatever is not changed stays as it is, byte by byte."""

from __future__ import annotations

import html
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

from liaison.core.errors import FileRefused

_SKIPPED = rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
_ANY_NAME = rb"[^\s/>:]+"
_TAG = rb"<(?P<end>/?)(?P<prefix>[^\s/>:!?\"'=]+:)?(?P<name>%s)(?P<rest>(?=[\s/>])(?:[^'\">]|\"[^\"]*\"|'[^']*')*)>"
_ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENCODING = re.compile(rb"(<\?xml[^>]*?)\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_WIDE_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


class Tag:
    """One tag where it stands in the XML; names come without their prefix."""

    __slots__ = ("_match",)

    def __init__(self, match: re.Match[bytes]) -> None:
        self._match = match

    @property
    def start(self) -> int:
        """Where it begins."""
        return self._match.start()

    @property
    def stop(self) -> int:
        """Where the next byte after it stands."""
        return self._match.end()

    @property
    def name(self) -> str:
        """Its name."""
        return self._match["name"].decode()

    @property
    def prefix(self) -> bytes:
        """The prefix with its colon, or nothing."""
        return self._match["prefix"] or b""

    @property
    def is_end(self) -> bool:
        """Whether it ends an element."""
        return bool(self._match["end"])

    @property
    def is_empty(self) -> bool:
        """Whether the element begins and ends with it."""
        return self._match["rest"].endswith(b"/")

    @property
    def text(self) -> bytes:
        """The tag itself."""
        return self._match[0]

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return attribute(self.text, name, default)


class Element(NamedTuple):
    """An element where it stands. inner: where its content ends; stop: where the next byte after it stands."""

    tag: Tag
    inner: int
    stop: int


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[bytes]:
    wanted = b"|".join(re.escape(name.encode()) for name in names) or _ANY_NAME
    return re.compile(_SKIPPED + b"|" + _TAG % wanted, re.DOTALL)


def tags(xml: bytes, start: int = 0, stop: int | None = None, names: tuple[str, ...] = ()) -> Iterator[Tag]:
    """The tags between two places, only those of the given names if any; comments and the like are passed over."""
    for match in _pattern(names).finditer(xml, start, len(xml) if stop is None else stop):
        if match["name"]:
            yield Tag(match)


def elements(xml: bytes, start: int = 0, stop: int | None = None) -> Iterator[Element]:
    """The elements that stand side by side from here on, until the one around them ends."""
    depth, first = 0, None
    for tag in tags(xml, start, stop):
        if tag.is_end:
            depth -= 1
        elif depth == 0:
            first = tag
        if depth < 0:
            return
        if depth == 0 and first is not None and (tag.is_end or tag.is_empty):
            yield Element(first, tag.start if tag.is_end else tag.stop, tag.stop)
        depth += not (tag.is_end or tag.is_empty)


def root_of(xml: bytes) -> Element:
    """The element around everything."""
    return next(elements(xml))


def within(xml: bytes, element: Element) -> Iterator[Element]:
    """The elements that stand directly in this one."""
    return elements(xml, element.tag.stop, element.inner)


def attribute(tag: bytes, name: str, default: str = "") -> str:
    """The value of an attribute of a tag."""
    wanted = name.encode()
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == wanted:
            value = (match[2] if match[2] is not None else match[3]).decode()
            return html.unescape(value) if "&" in value else value
    return default


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """The tag with this attribute; the value must need no escaping."""
    wanted, new = name.encode(), b'"' + value.encode() + b'"'
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == wanted:
            number = 2 if match[2] is not None else 3
            return tag[: match.start(number) - 1] + new + tag[match.end(number) + 1 :]
    closing = 2 if tag.endswith(b"/>") else 1
    return b"%s %s=%s%s" % (tag[:-closing], wanted, new, tag[-closing:])


def without_attribute(tag: bytes, name: str) -> bytes:
    """The tag without this attribute."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name.encode():
            return tag[: match.start()] + tag[match.end() :]
    return tag


def opened(tag: Tag) -> bytes:
    """The tag as the beginning of an element that has a content."""
    return tag.text[:-2].rstrip() + b">" if tag.is_empty else tag.text


def closing(tag: Tag) -> bytes:
    """The end of the element that begins with this tag."""
    return b"</%s%s>" % (tag.prefix, tag.name.encode())


class Splices:
    """Changes to one XML text, noted in any order and made at once."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._noted: list[tuple[int, int, bytes]] = []

    def replace(self, start: int, stop: int, new: bytes) -> None:
        """Put something in place of what stands there."""
        self._noted.append((start, stop, new))

    def insert(self, place: int, new: bytes) -> None:
        """Put something in; what is put in first at a place stands first."""
        self._noted.append((place, place, new))

    def append(self, element: Element, new: bytes, tag: bytes | None = None) -> None:
        """Put something at the end of an element. tag: the beginning to have instead of its own."""
        if element.tag.is_empty:
            begin = tag or element.tag.text
            self.replace(element.tag.start, element.stop, begin[:-2].rstrip() + b">" + new + closing(element.tag))
            return
        if tag:
            self.replace(element.tag.start, element.tag.stop, tag)
        self.insert(element.inner, new)

    def made(self) -> bytes:
        """The XML with all changes."""
        pieces, at = [], 0
        for start, stop, new in sorted(self._noted, key=lambda noted: noted[:2]):
            pieces += (self.xml[at:start], new)
            at = stop
        return b"".join((*pieces, self.xml[at:]))


def as_utf8(part: bytes) -> bytes:
    """An XML part in UTF-8, well-formed and without document type; one that is so already comes back as it is.

    Raises FileRefused XML_DTD, expat.ExpatError, UnicodeError or LookupError.
    """
    encoding = next((name for mark, name in _WIDE_ENCODINGS if part.startswith(mark)), None)
    declared = None if encoding else _ENCODING.match(part.removeprefix(BOM_UTF8))
    if declared and declared[2].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        encoding = declared[2].decode("ascii")
    xml = _ENCODING.sub(rb"\1", part.decode(encoding).encode(), count=1) if encoding else part
    if b"<!DOCTYPE" in xml:
        raise FileRefused("XML_DTD", "文件里有不该有的内容（DOCTYPE），没有改。请在 Excel 或 WPS 里另存为 .xlsx 后再试")
    expat.ParserCreate().Parse(xml, True)
    return xml
