"""Every template is used, and named after its view."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conventions.source import ROOT, text_files

SHARED = {"_layout.html"}


def test_every_template_is_used():
    sources = "\n".join(p.read_text(encoding="utf-8") for p in text_files(".py", ".html"))
    unused = []
    for path in (ROOT / "templates").rglob("*.html"):
        name = path.relative_to(ROOT / "templates").as_posix()
        if name not in SHARED and not name.startswith("errors/") and name not in sources:
            unused.append(name)
    assert not unused, f"delete or use: {unused}"


def test_templates_lie_with_their_package():
    packages = {p.name for p in (ROOT / "liaison").iterdir() if p.is_dir()} | {"macros", "errors"}
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        parts = path.relative_to(ROOT / "templates").parts
        if len(parts) == 1 and parts[0] not in SHARED:
            wrong.append(parts[0])
        elif len(parts) > 1 and parts[0] not in packages:
            wrong.append("/".join(parts))
    assert not wrong, f"move to templates/<package>/: {wrong}"


def test_rendered_templates_exist():
    pattern = re.compile(r"[\"']([a-z_]+/[a-z_0-9]+\.html)[\"']")
    wrong = []
    for path in text_files(".py", ".html"):
        for name in pattern.findall(path.read_text(encoding="utf-8")):
            if not (ROOT / "templates" / name).exists():
                wrong.append(f"{Path(path).relative_to(ROOT)} names {name}, which is not there")
    assert not wrong, "\n".join(wrong)
