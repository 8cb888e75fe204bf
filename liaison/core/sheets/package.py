"""The zip that a workbook is: opened only after it has shown that it is one and does no harm."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from xml.parsers import expat

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.elements import PartReader, Walk

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
MACRO_PARTS = ("vbaproject", "/macrosheets/", "/dialogsheets/")
OBJECT_PARTS = ("/embeddings/", "/activex/", "/ctrlprops/")
LARGE_BYTES, BEGINNING_BYTES = 100_000, 4_096
SAVE_AS = "请在 Excel 或 WPS 里另存为 .xlsx 后再导入"


@contextmanager
def unless_damaged() -> Iterator[None]:
    """Turn whatever a broken file makes a reader trip over into one sentence."""
    try:
        yield
    except (
        expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
        UnicodeError, ValueError, LookupError,
    ) as broken:
        raise FileRefused("DAMAGED_FILE", "文件损坏或不完整，请重新保存后再传一次") from broken


class Package:
    """The parts of a workbook; names compare without regard to case."""

    def __init__(self, content: bytes) -> None:
        """Refuse everything that is no harmless workbook.

        Raises FileRefused with WRONG_TYPE, XLS97, ENCRYPTED, HTML_XLS, ZIP_…, MACRO_FILE, EMBEDDED_OBJECT,
        XML_DTD or DAMAGED_FILE.
        """
        refuse_other_types(content)
        with unless_damaged():
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        refuse_bombs(entries)
        self._entries = {entry.filename.lower().lstrip("/"): entry for entry in entries}
        refuse_other_contents(self._entries)
        self._refuse_document_types()

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._entries

    def walk(self, name: str, reader: PartReader) -> None:
        """Read one XML part from its first to its last element."""
        parser = _parser()
        Walk(parser, reader)
        self._parse(parser, self._entries[name.lower()])

    def _parse(self, parser: expat.XMLParserType, entry: zipfile.ZipInfo) -> None:
        with unless_damaged(), self._zip.open(entry) as part:
            parser.ParseFile(part)

    def _refuse_document_types(self) -> None:
        for name, entry in self._entries.items():
            if name.endswith((".xml", ".rels")):
                (self._parse_beginning if entry.file_size > LARGE_BYTES else self._parse)(_parser(), entry)

    def _parse_beginning(self, parser: expat.XMLParserType, entry: zipfile.ZipInfo) -> None:
        """Only a part's beginning can hold a document type; a sheet is read to its end when it is walked through."""
        begun: list[str] = []
        parser.StartElementHandler = lambda tag, _attributes: begun.append(tag)
        with unless_damaged(), self._zip.open(entry) as part:
            while not begun and (content := part.read(BEGINNING_BYTES)):
                parser.Parse(content)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_declaration: object) -> None:
    raise FileRefused("XML_DTD", f"文件里有不该有的内容（DOCTYPE），没有读。{SAVE_AS}")


def refuse_other_types(content: bytes) -> None:
    """Refuse what does not begin as a zip, naming what it looks like."""
    if content.startswith(ZIP_MAGIC):
        return
    if content.startswith(OLE_MAGIC):
        if ENCRYPTED_STREAM in content:
            raise FileRefused("ENCRYPTED", "表格设了密码，请先去掉密码再导入")
        raise FileRefused("XLS97", f"这是旧版 .xls 表格。{SAVE_AS}")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and ZIP_MAGIC not in content:
        raise FileRefused("HTML_XLS", f"这是网页，只是起了表格的名字。{SAVE_AS}")
    raise FileRefused("WRONG_TYPE", "这不是 Excel 表格，请选 .xlsx 或 .csv 文件")


def refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that is locked, points elsewhere, or grows out of proportion."""
    if len(entries) > limits.ZIP_ENTRIES:
        raise FileRefused("ZIP_ENTRIES", f"文件里的部件多于 {limits.ZIP_ENTRIES} 个，没有读。{SAVE_AS}")
    for entry in entries:
        _refuse_entry(entry)
    _refuse_overlap(entries)
    if any(_is_blown_up(entry) for entry in entries):
        raise FileRefused("ZIP_RATIO", f"文件压缩得太厉害，没有读。{SAVE_AS}")
    if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
        raise FileRefused("ZIP_SIZE", f"文件展开后超过 {limits.UNPACKED_BYTES // limits.MIB} MB，请分成几个文件")


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise FileRefused("ENCRYPTED", "文件设了密码，请先去掉密码再导入")
    mode = entry.external_attr >> 16
    parts = entry.filename.replace("\\", "/").split("/")
    if (stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)) or ".." in parts or ":" in parts[0]:
        raise FileRefused("ZIP_PATH", f"文件里有指向别处的部件，没有读。{SAVE_AS}")


def _refuse_overlap(entries: list[zipfile.ZipInfo]) -> None:
    by_place = sorted(entries, key=lambda entry: entry.header_offset)
    overlaps = any(a.header_offset + 30 + a.compress_size > b.header_offset for a, b in pairwise(by_place))
    if overlaps or len({entry.filename.lower() for entry in entries}) < len(entries):
        raise FileRefused("ZIP_OVERLAP", f"文件里的部件互相重叠，没有读。{SAVE_AS}")


def _is_blown_up(entry: zipfile.ZipInfo) -> bool:
    is_large = entry.file_size > limits.RATIO_FROM_BYTES
    return is_large and entry.file_size > limits.PART_RATIO * max(entry.compress_size, 1)


def refuse_other_contents(entries: Mapping[str, zipfile.ZipInfo]) -> None:
    """Refuse a zip that is no workbook, or one with macros or foreign objects in it."""
    if "xl/workbook.bin" in entries:
        raise FileRefused("WRONG_TYPE", f"这是 .xlsb 表格。{SAVE_AS}")
    if "xl/workbook.xml" not in entries:
        raise FileRefused("WRONG_TYPE", "这不是 Excel 表格，请选 .xlsx 或 .csv 文件")
    if any(part in name for name in entries for part in MACRO_PARTS):
        raise FileRefused("MACRO_FILE", f"表格里有宏，没有读。{SAVE_AS}（不带宏）")
    if any(part in name for name in entries for part in OBJECT_PARTS):
        raise FileRefused("EMBEDDED_OBJECT", "表格里嵌了别的文件，请删掉嵌入的对象后再导入")
