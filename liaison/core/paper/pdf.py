"""Pages of HTML as one PDF; only the drawing process loads this."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# Pictures come along within the page; nothing is fetched from anywhere.
FETCHER = URLFetcher(allowed_protocols=("data",))


def draw(_beside: bytes, tell: Callable[[int, int], None], *, documents: Sequence[str], styles: str) -> bytes:
    """One PDF of several documents; each counts its pages from 1."""
    fonts = FontConfiguration()
    sheet = CSS(string=styles, font_config=fonts, url_fetcher=FETCHER)
    rendered = []
    for number, words in enumerate(documents, 1):
        page = HTML(string=words, url_fetcher=FETCHER)
        rendered.append(page.render(font_config=fonts, stylesheets=[sheet]))
        tell(number, len(documents))
    return rendered[0].copy([page for one in rendered for page in one.pages]).write_pdf()
