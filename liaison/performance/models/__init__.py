"""Schemes of assessment, what members did, and the ledger of their points."""

from __future__ import annotations

from liaison.performance.models.deeds import VALID, VOID, Deed
from liaison.performance.models.flags import FlagLook, FlagSetting
from liaison.performance.models.ledger import Exemption, Objection, ScoreEntry, ScoreYear
from liaison.performance.models.points import Points
from liaison.performance.models.reports import ReportDay, YearReport
from liaison.performance.models.schemes import DRAFT, PUBLISHED, Scheme, SchemeItem

__all__ = [
    "DRAFT", "PUBLISHED", "VALID", "VOID", "Deed", "Exemption", "FlagLook", "FlagSetting", "Objection", "Points",
    "ReportDay", "Scheme", "SchemeItem", "ScoreEntry", "ScoreYear", "YearReport",
]  # fmt: skip
