"""PDF and Word are drawn by a child, which fetches nothing and never stays."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys

import pytest
from docx import Document

from liaison import checks, cli_start
from liaison.core.paper import NO_FONTS, NO_PANGO, Unprintable, apart, missing, pdf_of, software, word_of, word_template
from liaison.core.paper.apart import fault_of
from tests.papers import has_fonts, letters_in, page_count

PAGE = "<!doctype html><html><body><p>{}</p></body></html>"
STYLES = '@page { size: A4 } p { font: 12pt "Noto Serif CJK SC", serif }'
needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")


def cell(title: str, words: str) -> dict[str, str]:
    """A cell of a paper as a template is given it."""
    return {"title": title, "words": words}


@needs_pango
def test_documents_become_one_pdf_with_its_fonts_in_it_and_nothing_is_fetched(monkeypatch):
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        picture = f'<img src="http://127.0.0.1:{server.getsockname()[1]}/a.png"><img src="file:///etc/hostname">'
        told: list[tuple[int, int]] = []
        documents = [PAGE.format("回复反馈单 𠮷 &lt;" + picture), PAGE.format("督办单")]
        pdf = pdf_of(documents, STYLES, lambda done, total: told.append((done, total)))
        with pytest.raises(TimeoutError):
            server.accept()
    assert told == [(1, 2), (2, 2)]
    assert page_count(pdf) == 2
    assert has_fonts(pdf)
    assert set("回复反馈督办单𠮷<") <= letters_in(pdf)
    assert "weasyprint" not in sys.modules


def test_a_word_file_holds_what_it_was_given_and_can_be_opened():
    long = "长" * 3000
    lines = [
        {"kind": "heading", "words": "转办"},
        {"kind": "pair", "cells": [cell("甲", "a < b & c"), cell("乙", "𠮷\x0b")]},
        {"kind": "wide", "cells": [cell("意见", f"第一行\n{long} {{{{ 7 * 7 }}}}")]},
        {"kind": "sign", "words": "王敏", "signed": "签名（盖章）："},
    ]  # fmt: skip
    paper = {"title": "转办单", "number": "LX1", "mark": "", "heading": cell("诉求标题", "“路灯”不亮"), "lines": lines}
    reply = {**paper, "title": "回复反馈单", "mark": "A", "lines": []}
    document = Document(io.BytesIO(word_of(b"", {"site": "海安市政协", "papers": [paper, reply]})))
    told = [one.text for one in document.paragraphs]
    assert "转办单" in told
    assert "解决程度：A" in told
    assert sum("解决程度" in one for one in told) == 1
    first, second = document.tables
    cells = [[one.text for one in row.cells] for row in first.rows]
    assert cells[0][:2] == ["诉求标题", "“路灯”不亮"]
    assert cells[1][0] == "转办"
    assert cells[2] == ["甲", "a < b & c", "乙", "𠮷"]
    assert cells[3][1] == f"第一行\n{long} {{{{ 7 * 7 }}}}"
    assert cells[4][0] == "王敏　签名（盖章）："
    assert len(second.rows) == 1


def test_an_office_may_bring_a_template_of_its_own():
    document = Document(io.BytesIO(word_template()))
    document.add_paragraph("{{ site }}制")
    mine = io.BytesIO()
    document.save(mine)
    filled = Document(io.BytesIO(word_of(mine.getvalue(), {"site": "海安市政协", "papers": []})))
    assert "海安市政协制" in [one.text for one in filled.paragraphs]


def test_a_broken_template_is_told_and_one_that_reaches_out_gets_nowhere():
    document = Document()
    document.add_paragraph("{% for one in %}")
    broken = io.BytesIO()
    document.save(broken)
    with pytest.raises(Unprintable, match="Word 模板用不了"):
        word_of(broken.getvalue(), {"papers": []})
    document = Document()
    document.add_paragraph("{{ ''.__class__.__mro__ }}")
    prying = io.BytesIO()
    document.save(prying)
    with pytest.raises(Unprintable):
        word_of(prying.getvalue(), {"papers": []})


def test_a_child_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0)
    with pytest.raises(Unprintable, match="时间太长"):
        word_of(b"", {"papers": []})


def test_two_do_not_draw_at_once(monkeypatch):
    monkeypatch.setattr(apart, "LONGEST_WAIT", 0.01)
    apart.ONE_AT_A_TIME.acquire()
    try:
        with pytest.raises(Unprintable, match="正在打印别的"):
            word_of(b"", {"papers": []})
    finally:
        apart.ONE_AT_A_TIME.release()


def test_what_is_missing_is_said(tmp_path):
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\nexit 0\n")
    lister.chmod(0o755)
    assert not software.has_chinese_fonts(str(lister))
    lister.write_text("#!/bin/sh\necho Song\n")
    assert software.has_chinese_fonts(str(lister))
    assert software.has_chinese_fonts(None)
    assert "fonts-noto-cjk" in NO_FONTS
    assert "Pango" in fault_of("OSError", "cannot load library 'libpango-1.0-0'").sentence


def test_a_machine_without_any_font_is_told_what_to_install(tmp_path):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    asked = f"import runpy; print(runpy.run_path({software.__file__!r})['missing']())"
    words, surroundings = [sys.executable, "-I", "-c", asked], {**os.environ, "PYTHONUTF8": "1"}
    bare = {**surroundings, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    told = [
        subprocess.run(words, env=env, capture_output=True, text=True, encoding="utf-8", check=True).stdout.strip()
        for env in (surroundings, bare)
    ]  # fmt: skip
    assert told == [missing(), NO_FONTS if shutil.which("fc-list") else missing()]


def test_the_start_says_what_papers_lack(app, capsys, monkeypatch):
    monkeypatch.setattr(cli_start, "missing", lambda: NO_FONTS)
    with app.app_context():
        cli_start.welcome("http://127.0.0.1:8000")
    assert NO_FONTS in capsys.readouterr().err


def test_the_check_of_a_machine_says_what_it_lacks(monkeypatch):
    monkeypatch.setattr(software, "find_library", lambda _name: None)
    software.missing.cache_clear()
    try:
        assert checks.software_missing() == [NO_PANGO]
        monkeypatch.undo()
        software.missing.cache_clear()
        monkeypatch.setattr(software, "has_chinese_fonts", lambda _lister: False)
        monkeypatch.setattr(software, "find_library", lambda name: name)
        assert checks.software_missing() == [NO_FONTS]
    finally:
        software.missing.cache_clear()
