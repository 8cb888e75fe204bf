"""Homes by role, dashboards, search, and the pages of one person."""

from __future__ import annotations

from liaison.reports.views import aims, dashboards, guides, homes, monthly, people
from liaison.reports.views.blueprint import pages

__all__ = ["aims", "dashboards", "guides", "homes", "monthly", "pages", "people"]
