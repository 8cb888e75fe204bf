"""Following the elements of an XML part: what to do where one begins and ends, by its name without the prefix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from liaison.core.sheets import limits

# Asked of each of some million elements: a name of this module is found sooner.
DEEPEST, MOST_ATTRIBUTES = limits.XML_DEPTH, limits.XML_ATTRIBUTES
Begin = Callable[[dict[str, str]], None]
Finish = Callable[[], None]


class Tags(dict[str, Any]):
    """Acts by the names of elements as a part writes them, prefix and all; None where nothing is to be done."""

    def __init__(self, acts: Mapping[str, Any]) -> None:
        super().__init__()
        self.acts = acts

    def __missing__(self, tag: str) -> Any:
        act = self[tag] = self.acts.get(tag.rpartition(":")[2])
        return act


class PartReader:
    """Reads one part. passing: set to the name of an element to hear of nothing before the end of that element."""

    def __init__(self, begins: Mapping[str, Begin], ends: Mapping[str, Finish] | None = None) -> None:
        self.begins: Tags = Tags(begins)
        self.ends: Tags = Tags(ends or {})
        self.passing = ""

    def words(self, words: str) -> None:
        """Hear the text between elements."""


class Walk:
    """Leads a reader through a part as its elements stream by."""

    def __init__(self, parser: expat.XMLParserType, reader: PartReader) -> None:
        self.parser, self.reader = parser, reader
        self.begins, self.ends = reader.begins, reader.ends
        self.depth = 0
        self.listen()

    def listen(self) -> None:
        """Tell the reader everything."""
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.begin, self.end
        self.parser.CharacterDataHandler = self.reader.words

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins. Raises ValueError where no office program would write it so."""
        self.depth = depth = self.depth + 1
        if depth > DEEPEST or len(attributes) > MOST_ATTRIBUTES:
            raise ValueError("too deep or too many attributes")
        act = self.begins[tag]
        if act:
            act(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1
        act = self.ends[tag]
        if act:
            act()
            if self.reader.passing:
                self.parser.StartElementHandler = self.parser.CharacterDataHandler = None
                self.parser.EndElementHandler = self.pass_over

    def pass_over(self, tag: str) -> None:
        """Wait for the end that the reader wants to hear of."""
        if tag.rpartition(":")[2] == self.reader.passing:
            self.reader.passing = ""
            self.listen()
            self.end(tag)
