"""Photos are known by their bytes, drawn anew, and refused in plain words."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from liaison.core.errors import Refused
from liaison.files import rules
from liaison.files.rules import clean_file, clean_photo

HOSTILE = Path(__file__).parent.parent / "data" / "hostile"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TURNED_BY_A_QUARTER = 6  # EXIF: the phone was held upright


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A small red picture."""
    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", rules.TAKEN)
def test_takes_the_pictures_of_phones(kind: str) -> None:
    """JPG, PNG and WebP become a JPEG."""
    image = Image.open(BytesIO(clean_photo(picture(kind))))
    assert (image.format, image.size) == ("JPEG", (40, 20))


def test_says_nothing_of_where_and_when() -> None:
    """GPS, camera, remarks and XMP are not in the stored bytes."""
    taken = (HOSTILE / "f05_exif_gps.jpg").read_bytes()
    assert b"Exif" in taken
    assert b"Exif" not in clean_photo(taken)
    marked = picture(comment=b"SECRET-REMARK", xmp=b"<x:xmpmeta>SECRET-PLACE</x:xmpmeta>")
    assert marked.count(b"SECRET") == 2
    assert b"SECRET" not in clean_photo(marked)


def test_turns_a_photo_upright() -> None:
    """The orientation that stood in the EXIF is drawn into the pixels."""
    exif = Image.Exif()
    exif[274] = TURNED_BY_A_QUARTER
    turned = clean_photo(picture(exif=exif))
    assert Image.open(BytesIO(turned)).size == (20, 40)


def test_makes_large_photos_smaller() -> None:
    """No side is longer than 2000 pixels."""
    image = Image.open(BytesIO(clean_photo(picture(size=(5000, 2500)))))
    assert image.size == (2000, 1000)


def test_paints_glass_on_white() -> None:
    """Transparent parts of a PNG become white."""
    stream = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(stream, "PNG")
    assert Image.open(BytesIO(clean_photo(stream.getvalue()))).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(("name", "words"), [
    ("f01_script.svg", "SVG"),
    ("f03_gif_js_polyglot.gif", "GIF"),
    ("f07_zip.jpg", "压缩包"),
    ("f09_truncated.png", "打不开"),
])  # fmt: skip
def test_refuses_hostile_files(name: str, words: str) -> None:
    """A name that ends in .jpg convinces nobody."""
    with pytest.raises(Refused, match=words):
        clean_photo((HOSTILE / name).read_bytes())


@pytest.mark.parametrize(("content", "words"), [
    (b"", "空的"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
    (b"<!DOCTYPE html><script>alert(1)</script>", "网页"),
    (b"%PDF-1.7 and no end", "没传完整"),
    (PDF + b"PK\x03\x04" + b"\x00" * 2000, "后面还带着别的东西"),
    (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"), "带有程序"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "打不开"),
    (b"\xff\xd8\xff\xe0" + b"\x00" * 200, "打不开"),
    (b"MZ\x90\x00", "不是照片"),
])  # fmt: skip
def test_refuses_other_kinds_in_plain_words(content: bytes, words: str) -> None:
    """Each sentence says what it is and what to choose."""
    with pytest.raises(Refused, match=words):
        clean_file(content)


def test_takes_a_paper_as_it_is() -> None:
    """A PDF is told by its first bytes; a photo behind whatever name is drawn anew, with a small one beside it."""
    paper = clean_file(PDF)
    assert (paper.content, paper.mime, paper.suffix, paper.small) == (PDF, "application/pdf", ".pdf", None)
    taken = clean_file((HOSTILE / "f05_exif_gps.jpg").read_bytes())
    assert b"Exif" not in taken.content + taken.small
    assert max(Image.open(BytesIO(taken.small)).size) <= rules.LONGEST_SMALL_SIDE


def test_a_picture_that_is_a_page_too_is_only_a_picture() -> None:
    """What follows the pixels of a polyglot does not come along."""
    both = picture(comment=b"<script>alert(1)</script>") + b"<html><script>alert(2)</script></html>"
    clean = clean_file(both)
    assert b"script" not in clean.content + clean.small


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9_000, 50_000])
def test_refuses_a_small_file_that_unpacks_to_a_huge_picture(side: int) -> None:
    """A few kilobytes of one colour; a side of 9,000 is whole, the other need not even be."""
    rows = b"\x00" * (side // 8 + 1) * (side if side < 10_000 else 1)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    assert len(bomb) < 20_000
    with pytest.raises(Refused, match="像素太多"):
        clean_file(bomb)


def test_refuses_too_many_bytes_and_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pixels are counted before a single one is drawn."""
    with pytest.raises(Refused, match="10 MB"):
        clean_file(picture() + b"\x00" * rules.MOST_BYTES)
    monkeypatch.setattr(rules, "MOST_PIXELS", 700)
    with pytest.raises(Refused, match="像素"):
        clean_photo(picture("PNG"))
