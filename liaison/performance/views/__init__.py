"""Pages of the year: figures and workbook, schemes of assessment, records of what members did, the ledger."""

from __future__ import annotations

from liaison.performance.views import deeds, gatherings, objections, scheme_items, schemes, scores, targets, year
from liaison.performance.views.blueprint import pages

__all__ = ["deeds", "gatherings", "objections", "pages", "scheme_items", "schemes", "scores", "targets", "year"]
