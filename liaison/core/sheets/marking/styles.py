"""The styles of a marked workbook: each red one is a copy of the cell's own, and knows how to become that again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from liaison.core.sheets.marking.parts import DECLARATION, WORKBOOK, Parts
from liaison.core.sheets.marking.splicing import Element, Splices, root_of, with_attribute, within

PART = "xl/styles.xml"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
AS_TEXT = 49
# One shade of red for each fill that a wrong cell had: the colour is all that every program keeps of a style.
SHADES = tuple(f"FFFFC6{number:02X}" for number in range(0xC0, 0xE0))
NO_FILL = "none"
_COLOUR = r"(?:rgb=[0-9A-Fa-f]{8}|theme=[0-9]{1,2}(?:,tint=-?[0-9.]{1,20})?|indexed=[0-9]{1,2})"
_DESCRIBED = re.compile(rf"([a-zA-Z0-9]{{1,20}})\|({_COLOUR})?\|({_COLOUR})?")
_FACE = '<name val="宋体"/><family val="3"/><charset val="134"/>'
_SIDES = ("left", "right", "top", "bottom")
_EDGES = "".join(f'<{side} style="thin"><color rgb="FFB0B0B0"/></{side}>' for side in _SIDES)
_PLAIN_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
# What a list holds at least; the first two fills mean the same in every workbook.
FIRST = {
    "fonts": (f'<font><sz val="11"/>{_FACE}</font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": (_PLAIN_XF,),
}  # fmt: skip
BLANK = f'<styleSheet xmlns="{MAIN}"><cellStyleXfs count="1">{_PLAIN_XF}</cellStyleXfs></styleSheet>'
DONE_COLOUR, WRONG_COLOUR, HEAD_COLOUR = "FF6B6B6B", "FF9C0006", "FFFFFFFF"


class _Section:
    """One list of the style sheet, to which more can be added."""

    def __init__(self, held: Iterable[bytes], element: Element | None) -> None:
        self.held, self.element = list(held), element
        self.first_new = len(self.held)
        self._numbers = {item: number for number, item in reversed(list(enumerate(self.held)))}

    def add(self, item: bytes) -> int:
        """The number of the item, which is added unless it is there."""
        if item not in self._numbers:
            self._numbers[item] = len(self.held)
            self.held.append(item)
        return self._numbers[item]


class Styles:
    """The style sheet of a workbook. known: `{shade: the fill it stands for}` of marks made before."""

    def __init__(self, parts: Parts, known: dict[str, str]) -> None:
        self._parts = parts
        self._name = next((one.target for one in parts.relations(WORKBOOK) if one.kind == "styles"), "")
        self._xml = parts.read(self._name) if self._name in parts else DECLARATION + BLANK.encode()
        root = root_of(self._xml)
        if root.tag.is_empty:
            self._xml = DECLARATION + BLANK.encode()
            root = root_of(self._xml)
        self._prefix, self._end = root.tag.prefix.decode(), root.inner
        self._found = {one.tag.name: one for one in within(self._xml, root)}
        self._sections = {name: self._section(name) for name in FIRST}
        self._painted: dict[int, int] = {}
        self._cleaned: dict[int, int] = {}
        self.shades = dict(known)
        self.heading = self._own("C00000", HEAD_COLOUR, is_bold=True)
        self.wrong = self._own("", WRONG_COLOUR)
        self.done = self._own("", DONE_COLOUR)

    def _section(self, name: str) -> _Section:
        element = self._found.get(name)
        held = [self._xml[one.tag.start : one.stop] for one in within(self._xml, element)] if element else []
        return _Section(held or [self._prefixed(one) for one in FIRST[name]], element if held else None)

    def _prefixed(self, xml: str) -> bytes:
        return re.sub("<(/?)", rf"<\1{self._prefix}", xml).encode()

    def _own(self, fill: str, colour: str, *, is_bold: bool = False) -> int:
        """A style of the column 错在哪里."""
        bold = "<b/>" if is_bold else ""
        font = self._add("fonts", f'<font>{bold}<sz val="11"/><color rgb="{colour}"/>{_FACE}</font>')
        paint = self._add("fills", _solid(f'rgb="FF{fill}"')) if fill else 0
        border = self._add("borders", f"<border>{_EDGES}<diagonal/></border>")
        place = '<alignment horizontal="left" vertical="center" wrapText="1"/>'
        looks = f'numFmtId="{AS_TEXT}" fontId="{font}" fillId="{paint}" borderId="{border}" xfId="0"'
        applied = " ".join(f'apply{what}="1"' for what in ("NumberFormat", "Font", "Fill", "Border", "Alignment"))
        return self._add("cellXfs", f"<xf {looks} {applied}>{place}</xf>")

    def _add(self, section: str, item: str) -> int:
        return self._sections[section].add(self._prefixed(item))

    def painted(self, style: int) -> int:
        """The red copy of a style."""
        if style not in self._painted:
            described = _described(self._fill_of(style))
            shade = next((s for s, fill in self.shades.items() if fill == described), None)
            shade = shade or next((s for s in SHADES if s not in self.shades), SHADES[0])
            self.shades.setdefault(shade, described)
            self._painted[style] = self._with_fill(style, _solid(f'rgb="{shade}"'))
        return self._painted[style]

    def cleaned(self, style: int) -> int:
        """The style that a red copy was made of; any other style as it is."""
        if style not in self._cleaned:
            shade = _described(self._fill_of(style)).partition("|rgb=")[2][:8].upper()
            is_ours = shade in SHADES
            fill = _fill_xml(self.shades.get(shade, NO_FILL))
            self._cleaned[style] = self._with_fill(style, fill) if is_ours else style
        return self._cleaned[style]

    def _xf(self, style: int) -> bytes:
        held = self._sections["cellXfs"].held
        return held[style] if style < len(held) else held[0]

    def _fill_of(self, style: int) -> bytes:
        xf = self._xf(style)
        number = int(root_of(xf).tag.get("fillId", "0"))
        fills = self._sections["fills"].held
        return fills[number] if number < len(fills) else b"<fill/>"

    def _with_fill(self, style: int, fill: str) -> int:
        xf = self._xf(style)
        tag = root_of(xf).tag.text
        number = self._add("fills", fill) if fill else 0
        new = with_attribute(with_attribute(tag, "fillId", str(number)), "applyFill", "1")
        return self._sections["cellXfs"].add(new + xf[len(tag) :])

    def save(self) -> None:
        """Write the style sheet with what was added."""
        splices = Splices(self._xml)
        for name, section in self._sections.items():
            if section.element is not None and len(section.held) > section.first_new:
                tag = with_attribute(section.element.tag.text, "count", str(len(section.held)))
                splices.append(section.element, b"".join(section.held[section.first_new :]), tag)
            elif section.element is None:
                self._put_in(splices, name, section.held)
        if not self._name:
            self._name = PART
            self._parts.relate(WORKBOOK, "styles", PART)
            self._parts.declare(KIND, part=PART)
        self._parts.write(self._name, splices.made())

    def _put_in(self, splices: Splices, name: str, held: list[bytes]) -> None:
        """Write a list that is missing or empty, in its place among the others."""
        if name in self._found:
            splices.replace(self._found[name].tag.start, self._found[name].stop, b"")
        later = ORDER[ORDER.index(name) + 1 :]
        place = min((one.tag.start for key, one in self._found.items() if key in later), default=self._end)
        around = f"{self._prefix}{name}"
        splices.insert(place, f'<{around} count="{len(held)}">'.encode() + b"".join(held) + f"</{around}>".encode())


def _solid(colour: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor {colour}/><bgColor indexed="64"/></patternFill></fill>'


def _described(fill: bytes) -> str:
    """A fill in words that a property can hold: pattern, colour before, colour behind; none where it is neither."""
    pattern = next(within(fill, root_of(fill)), None)
    if pattern is None or pattern.tag.name != "patternFill" or pattern.tag.get("patternType", NO_FILL) == NO_FILL:
        return NO_FILL
    colours = {one.tag.name: _colour(one) for one in within(fill, pattern)}
    words = f"{pattern.tag.get('patternType')}|{colours.get('fgColor', '')}|{colours.get('bgColor', '')}"
    return words if _DESCRIBED.fullmatch(words) else NO_FILL


def _colour(element: Element) -> str:
    kind = next((kind for kind in ("rgb", "theme", "indexed") if element.tag.get(kind)), None)
    tint = element.tag.get("tint")
    return f"{kind}={element.tag.get(kind)}{f',tint={tint}' if tint and kind == 'theme' else ''}" if kind else ""


def _fill_xml(words: str) -> str:
    """The fill that such words stand for; nothing for none."""
    found = _DESCRIBED.fullmatch(words)
    if not found:
        return ""
    pattern, front, back = found.groups()
    colours = "".join(_colour_xml(name, one) for name, one in (("fgColor", front), ("bgColor", back)) if one)
    return f'<fill><patternFill patternType="{pattern}">{colours}</patternFill></fill>'


def _colour_xml(name: str, words: str) -> str:
    pairs = (pair.partition("=") for pair in words.split(","))
    return f"<{name} {' '.join(f'{key}={value!r}' for key, _, value in pairs)}/>".replace("'", '"')
