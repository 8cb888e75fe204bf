"""Papers as PDF and Word, drawn in a process of its own: what draws them is large, slow and never part of the web."""

from __future__ import annotations

from liaison.core.paper.apart import FILE, Unprintable, pdf_of, word_of, word_template, words_of
from liaison.core.paper.software import NO_FONTS, NO_PANGO, missing

__all__ = [
    "FILE", "NO_FONTS", "NO_PANGO", "Unprintable", "missing", "pdf_of", "word_of", "word_template", "words_of",
]  # fmt: skip
