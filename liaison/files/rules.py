"""What a photo must be, and how it is made harmless: known by its first bytes, drawn anew, without where and when."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from liaison.core.errors import Refused

MOST_PHOTOS = 3
MOST_BYTES = 10 * 2**20
MOST_PIXELS = 60_000_000
MOST_A_DAY = 60
LONGEST_SIDE = 2000
QUALITY = 85
PHOTO_MIME = "image/jpeg"

TAKEN = ("JPEG", "PNG", "WEBP")
STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
OTHER_STARTS = (
    (b"GIF8", "动图（GIF）"), (b"%PDF", " PDF"), (b"PK\x03\x04", "压缩包或办公文档"), (b"BM", " BMP 图片"),
    (b"II*\x00", " TIFF 图片"), (b"MM\x00*", " TIFF 图片"),
)  # fmt: skip
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, Image.DecompressionBombError)


def clean_photo(content: bytes) -> bytes:
    """The same picture as a JPEG of at most 2000 pixels a side, upright, without EXIF, GPS or remarks.

    Raises Refused with a sentence that says which photo to choose instead.
    """
    if not content:
        raise Refused("这张照片是空的，请重新选一张")
    if len(content) > MOST_BYTES:
        raise Refused("照片超过 10 MB，请选小一些的，或先截图再传")
    _refuse_other_kinds(content)
    try:
        return _drawn_anew(content)
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
        raise Refused(f"这是{_other_kind(content)}，请选 JPG、PNG 或 WebP 照片")


def _other_kind(content: bytes) -> str:
    """What the file is in plain words, as far as one can tell."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return " SVG 图"
    if start.startswith((b"<!doctype", b"<html", b"<script")):
        return "网页文件"
    return next((words for first, words in OTHER_STARTS if content.startswith(first)), "别的文件，不是照片")


def _drawn_anew(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=TAKEN) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused("照片的像素太多，请选小一些的，或先截图再传")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _as_jpeg(upright)


def _as_jpeg(image: Image.Image) -> bytes:
    """Painted on white: a fresh picture carries nothing of the old file but its pixels."""
    canvas = Image.new("RGB", image.size, "white")
    seen = image.convert("RGBA")
    canvas.paste(seen, mask=seen)
    stream = BytesIO()
    canvas.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()
