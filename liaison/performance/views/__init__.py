"""Pages of the year: figures and workbook, schemes of assessment."""

from __future__ import annotations

from liaison.performance.views import scheme_items, schemes, year
from liaison.performance.views.blueprint import pages

__all__ = ["pages", "scheme_items", "schemes", "year"]
