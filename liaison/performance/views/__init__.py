"""Pages of the year: figures and workbook, schemes of assessment, records of what members did, the ledger."""

from __future__ import annotations

from liaison.performance.views import deeds, layouts, objections, scheme_items, schemes, scores, year
from liaison.performance.views.blueprint import pages

__all__ = ["deeds", "layouts", "objections", "pages", "scheme_items", "schemes", "scores", "year"]
