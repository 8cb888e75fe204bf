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
    proofs,
    reports,
    scheme_items,
    schemes,
    scores,
    targets,
    year,
)
from liaison.performance.views.blueprint import pages

__all__ = [
    "all_dossiers", "deeds", "dossiers", "flags", "gatherings", "layouts", "objections", "pages", "proofs", "reports",
    "scheme_items", "schemes", "scores", "targets", "year",
]  # fmt: skip
