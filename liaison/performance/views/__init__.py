"""Pages of the year: figures and workbook, schemes of assessment, records of what members did, the ledger."""

from __future__ import annotations

from liaison.performance.views import (
    all_dossiers,
    deeds,
    dossiers,
    flags,
    gatherings,
    layouts,
    objections,
    reports,
    scheme_items,
    schemes,
    scores,
    targets,
    year,
)
from liaison.performance.views.blueprint import pages

__all__ = [
    "all_dossiers", "deeds", "dossiers", "flags", "gatherings", "layouts", "objections", "pages", "reports",
    "scheme_items", "schemes", "scores", "targets", "year",
]  # fmt: skip
