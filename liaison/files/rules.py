"""What a file must be, and how it is made harmless: photos drawn anew, without where and when; papers as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageOps

from liaison.core.errors import Refused

MOST_FILES = 6
MOST_BYTES = 10 * 2**20
MOST_BYTES_A_DAY = 200 * 2**20
MOST_PIXELS = 60_000_000
MOST_A_DAY = 60
UNSENT_KEPT = timedelta(days=1)
LONGEST_SIDE = 2000
LONGEST_SMALL_SIDE = 400
QUALITY = 85
PHOTO_MIME, PDF_MIME = "image/jpeg", "application/pdf"
TOO_MANY_PIXELS = "照片的像素太多，请选小一些的，或先截图再传"
CHOOSE = "请选 JPG、PNG、WebP 照片或 PDF"

TAKEN = ("JPEG", "PNG", "WEBP")
STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
OTHER_STARTS = (
    (b"GIF8", "动图（GIF）"), (b"PK\x03\x04", "压缩包或办公文档"), (b"BM", " BMP 图片"),
    (b"II*\x00", " TIFF 图片"), (b"MM\x00*", " TIFF 图片"),
)  # fmt: skip
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
PDF_START, PDF_END, END_WITHIN = b"%PDF-", b"%%EOF", 1024
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError)


@dataclass(frozen=True)
class Clean:
    """A file as it may be kept. small: the same picture for lists, None for papers."""

    content: bytes
    mime: str
    suffix: str
    small: bytes | None = None


def clean_file(content: bytes) -> Clean:
    """A photo drawn anew or a PDF as it is, told apart by the first bytes, never by the name.

    Raises Refused with a sentence that says what to choose instead.
    """
    if not content:
        raise Refused("这个文件是空的，请重新选一个")
    if len(content) > MOST_BYTES:
        raise Refused("文件超过 10 MB，请选小一些的；照片可以先截图再传")
    if content.startswith(PDF_START):
        return Clean(_sound_pdf(content), PDF_MIME, ".pdf")
    photo = clean_photo(content)
    return Clean(photo, PHOTO_MIME, ".jpg", _drawn_anew(photo, LONGEST_SMALL_SIDE))


def clean_photo(content: bytes) -> bytes:
    """The same picture as a JPEG of at most 2000 pixels a side, upright, without EXIF, GPS or remarks."""
    _refuse_other_kinds(content)
    try:
        return _drawn_anew(content, LONGEST_SIDE)
    except Image.DecompressionBombError:
        raise Refused(TOO_MANY_PIXELS) from None
    except DAMAGE:
        raise Refused("这张照片打不开，可能没传完整，请重新选一张") from None


def kind_of(content: bytes) -> str | None:
    """JPEG, PNG or WEBP by the first bytes; None where it is anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for start, kind in STARTS.items() if content.startswith(start)), None)


def _refuse_other_kinds(content: bytes) -> None:
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise Refused("这是苹果手机的 HEIC 照片，请把相机格式设成“兼容性最佳”，或先截图再传")
    if kind_of(content) is None:
        raise Refused(f"这是{_other_kind(content)}，{CHOOSE}")


def _other_kind(content: bytes) -> str:
    """What the file is in plain words, as far as one can tell."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return " SVG 图"
    if start.startswith((b"<!doctype", b"<html", b"<script")):
        return "网页文件"
    return next((words for first, words in OTHER_STARTS if content.startswith(first)), "别的文件，不是照片，也不是 PDF")


def _sound_pdf(content: bytes) -> bytes:
    """The paper itself: complete, with nothing behind its end and nothing in it that runs or unpacks."""
    if PDF_END not in content[-END_WITHIN:]:
        raise Refused("这个 PDF 没传完整，或者后面还带着别的东西，请重新存一份再传")
    if any(word in content for word in ACTIVE):
        raise Refused("这个 PDF 里带有程序或别的文件，请用“打印成 PDF”另存一份再传")
    return content


def _drawn_anew(content: bytes, longest: int) -> bytes:
    with Image.open(BytesIO(content), formats=TAKEN) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused(TOO_MANY_PIXELS)
        image.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest, longest))
        return _as_jpeg(upright)


def _as_jpeg(image: Image.Image) -> bytes:
    """Painted on white: a fresh picture carries nothing of the old file but its pixels."""
    canvas = Image.new("RGB", image.size, "white")
    seen = image.convert("RGBA")
    canvas.paste(seen, mask=seen)
    stream = BytesIO()
    canvas.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()
