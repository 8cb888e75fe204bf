"""The look as a set of promises: files of others unchanged, readable sizes and colours, no word without a meaning."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "liaison" / "static"
VENDOR = STATIC / "vendor"
STYLES = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted(STATIC.glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_FILE = 300
SMALLEST_REM = 1.0
NEEDED_CONTRAST = 7.0
EXPRESSION = "\0"

PAIRS = [
    ("ink", "page"), ("ink-2", "page"), ("ink-3", "page"), ("ink-3", "card"), ("ink-3", "band"), ("ink", "grey"),
    ("act", "card"), ("act", "page"), ("act-deep", "act-tint"), ("card", "act"), ("card", "brand"),
    ("brand", "brand-tint"), ("ok", "card"), ("ok", "ok-tint"), ("warn", "card"), ("warn", "warn-tint"),
    ("bad", "card"), ("bad", "bad-tint"), ("card", "bad"), ("card", "ok"),
]  # fmt: skip


def name_of(path: Path) -> str:
    """The path as a message shows it."""
    return path.relative_to(ROOT).as_posix()


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart: 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def classes_defined() -> set[str]:
    """Every class that a stylesheet gives a look."""
    text = "\n".join(re.sub(r"/\*.*?\*/|url\(.*?\)", "", p.read_text(), flags=re.S) for p in STYLES)
    return set(re.findall(r"\.([a-z][\w-]*)", text))


def classes_used(html: str) -> set[str]:
    """Classes written out in a template; those put together by an expression are left out."""
    html = re.sub(r"\{#.*?#\}", "", html, flags=re.S)
    html = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", EXPRESSION, html, flags=re.S)
    words = {word for value in re.findall(r'\bclass="([^"]*)"', html) for word in value.split()}
    return {word for word in words if EXPRESSION not in word}


def test_vendor_files_are_as_published() -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    files = {p.relative_to(VENDOR).as_posix() for p in VENDOR.glob("*/*")}
    assert files == set(sums), "liaison/static/vendor/SHA256SUMS must name every file of vendor/NAME-VERSION/"
    wrong = [f for f in sums if hashlib.sha256((VENDOR / f).read_bytes()).hexdigest() != sums[f]]
    assert not wrong, f"{wrong} differ from SHA256SUMS: take the published file again, or update README.md and the sums"


def test_vendor_folders_stand_in_the_readme_with_a_licence() -> None:
    readme = (VENDOR / "README.md").read_text()
    for folder in (p for p in VENDOR.iterdir() if p.is_dir()):
        assert f"{folder.name}/" in readme, f"name {folder.name} with version and licence in vendor/README.md"
        assert list(folder.glob("LICENSE*")), f"put the licence of {folder.name} beside it"


@pytest.mark.parametrize("path", STYLES + SCRIPTS, ids=name_of)
def test_styles_and_scripts_stay_small(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{name_of(path)} has {lines} lines: split it by what it dresses"


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_no_text_is_under_16_px(path: Path) -> None:
    text = path.read_text()
    sizes = [float(s) for s in re.findall(r"(?:font-size|--(?:small|body|large|title|code|figure)): ([\d.]+)rem", text)]
    assert all(s >= SMALLEST_REM for s in sizes), f"{name_of(path)}: no font-size under 1rem"
    in_px = re.findall(r"font(?:-size)?:[^;]*\d+px", text)
    assert not in_px, f"{name_of(path)}: write sizes of text in rem, so that 大字版 reaches them: {in_px}"


@pytest.mark.parametrize(("front", "back"), PAIRS, ids=lambda c: c)
def test_colours_can_be_read(front: str, back: str) -> None:
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (STATIC / "base.css").read_text()))
    ratio = contrast(tokens[front], tokens[back])
    assert ratio >= NEEDED_CONTRAST, f"--{front} on --{back} is {ratio:.1f}:1, text needs {NEEDED_CONTRAST}:1"


def test_styles_fetch_nothing() -> None:
    fetched = {name_of(p): re.findall(r"@import|url\((?!\"data:)", p.read_text()) for p in STYLES}
    assert not any(fetched.values()), f"styles stand alone, without @import or files: {fetched}"


def test_every_stylesheet_is_linked() -> None:
    layout = (ROOT / "templates" / "_layout.html").read_text()
    unlinked = [p.stem for p in STYLES if f'"{p.stem}"' not in layout]
    assert not unlinked, f"name {unlinked} in templates/_layout.html, or delete the file"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_use_only_classes_that_have_a_look(path: Path) -> None:
    unknown = classes_used(path.read_text()) - classes_defined()
    assert not unknown, (
        f"{name_of(path)}: no stylesheet knows {sorted(unknown)}; see the classes in liaison/static/*.css"
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_use_only_icons_that_are_drawn(path: Path) -> None:
    drawn = set(re.findall(r"^\.i-([\w-]+) \{", (STATIC / "icons.css").read_text(), flags=re.M))
    html = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    used = set(re.findall(r'\bicon\("([\w-]+)"', html)) | set(re.findall(r"\bicon\('([\w-]+)'", html))
    used |= set(re.findall(r'"i i-([a-z-]+)[ "]', html))
    assert used <= drawn, f"{name_of(path)}: icons.css draws no {sorted(used - drawn)}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_keep_to_the_content_policy(path: Path) -> None:
    html = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    inline = re.findall(r"\sstyle=|\son(?!ly=)[a-z]+=[\"']|<style|<script(?![^>]*\ssrc=)|javascript:|\|\s*safe\b", html)
    assert not inline, f"{name_of(path)}: {inline}: use a class of liaison/static or a data- attribute of app.js"
