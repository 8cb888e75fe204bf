"""README and docs/ name every package, role, state, permission, command and setting; their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from liaison import FLOORS
from liaison.access import Role
from liaison.access.table import TABLE
from liaison.casework.workflow import CASEWORK, STEPS
from tests.conventions.source import PACKAGE, ROOT
from tests.conventions.tables import DOCS, every_command, filled_in
from tests.pictures.shots import LARGEST, PICTURES, SHOTS

README = ROOT / "README.md"
PAGES = (README, ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))
LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")
READ = r"environ(?:\.get\(|\[)|envvar=|\b(?:given|whole|one_of|switch|address|hosts|database|made_folder)\("
SETTING = re.compile(rf"(?:{READ})[\"']([A-Z_]+)")
UPDATE = "run .venv/bin/python -m tests.conventions.tables and commit docs/"
# Praise is no figure; and these are words that the screens avoid too.
BOASTS = ("高效", "智能", "强大", "便捷", "一站式", "极速", "秒级", "领先", "轻松", "全方位", "赋能", "！")
WRONG_WORDS = ("工单", "派单", "驳回", "打星", "归档", "网点", "乡镇单位", "亲爱的")


def text(path: Path) -> str:
    """What a page says."""
    return path.read_text(encoding="utf-8")


def linked_words() -> str:
    """README and the pages of docs/ that it links to."""
    linked = {(ROOT / target).resolve() for _title, target in LINK.findall(text(README)) if target.endswith(".md")}
    return "\n".join(text(path) for path in PAGES if path == README or path.resolve() in linked)


def missing(names: list[str], words: str) -> list[str]:
    """The names that the words do not hold."""
    return [name for name in names if name not in words]


def test_readme_says_what_each_package_is_for():
    standing = [name for name in FLOORS if (PACKAGE / name).is_dir()]
    bare = [name for name in standing if not re.search(rf"^\| `{name}` \| \S.+ \|$", text(README), re.MULTILINE)]
    assert not bare, f"add a row to the table of packages in README: {bare}"


def test_every_role_step_and_state_is_named():
    lacking = missing([role.title for role in Role] + list(STEPS.values()), linked_words())
    assert not lacking, f"name them in README or a page it links to: {lacking}"
    lacking = missing([state.title for state in CASEWORK.states], text(README))
    assert not lacking, f"name these states in README's table of the eight steps: {lacking}"


def test_every_permission_is_explained():
    lacking = missing([f"| `{name}` |" for name in TABLE], linked_words())
    assert not lacking, f"{UPDATE}: {lacking}"


def test_every_command_is_named():
    lacking = missing([f"`{name}`" for name, _command in every_command()], text(README))
    assert not lacking, f"add a row to the table of commands in README: {lacking}"


def test_every_setting_is_explained():
    source = "\n".join(text(path) for path in sorted(PACKAGE.rglob("*.py")))
    names = sorted(set(SETTING.findall(source)))
    lacking = missing([f"| `{name}` |" for name in names], text(README))
    assert not lacking, f"add a row to the table of settings in README: {lacking}"


def test_every_make_target_exists():
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = {name for path in PAGES for name in re.findall(r"(?:`|^)make ([a-z]+)", text(path), re.MULTILINE)}
    assert named <= targets, f"no such target in the Makefile: {sorted(named - targets)}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    targets = [target for _title, target in LINK.findall(text(path)) if not target.startswith(("http", "#"))]
    lost = [target for target in targets if not (path.parent / target.partition("#")[0]).exists()]
    assert not lost, f"{path.name} links to what is not there: {lost}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_tables_say_what_the_code_says(path):
    assert filled_in(text(path)) == text(path), UPDATE


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_are_plain(path):
    found = [word for word in (*BOASTS, *WRONG_WORDS) if word in text(path)]
    assert not found, f"{path.name}: say it with a figure or in the office's words instead of {found}"


def test_every_picture_is_described():
    links = [link for path in PAGES for link in LINK.findall(text(path))]
    bare = [target for title, target in links if "pictures/" in target and not title]
    assert not bare, f"say in the brackets what the picture shows: {bare}"


def test_pictures_are_those_that_are_taken():
    taken, kept = {f"{shot.name}.png" for shot in SHOTS}, {path.name for path in PICTURES.glob("*.png")}
    assert taken == kept, f"run make pictures; nobody takes {sorted(kept - taken)}, not taken: {sorted(taken - kept)}"
    shown = "\n".join(text(path) for path in PAGES)
    unused = missing(sorted(kept), shown)
    assert not unused, f"show these in README or docs/, or take them out of tests/pictures/shots.py: {unused}"


def test_pictures_are_small():
    heavy = {path.name: path.stat().st_size for path in PICTURES.glob("*.png") if path.stat().st_size > LARGEST}
    assert not heavy, f"run make pictures: {heavy}"
