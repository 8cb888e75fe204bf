"""Schemes of assessment, what members did and where, targets, and the ledger of their points."""

from __future__ import annotations

from liaison.performance.models.aims import AimSetting
from liaison.performance.models.deeds import VALID, VOID, Deed
from liaison.performance.models.flags import FlagLook, FlagSetting
from liaison.performance.models.gatherings import Gathering
from liaison.performance.models.ledger import Exemption, Objection, ScoreEntry, ScoreYear
from liaison.performance.models.points import Points
from liaison.performance.models.proofs import SharedProof
from liaison.performance.models.reports import ReportDay, YearReport
from liaison.performance.models.schemes import DRAFT, PUBLISHED, Scheme, SchemeItem
from liaison.performance.models.targets import Target

__all__ = [
    "DRAFT", "PUBLISHED", "VALID", "VOID", "AimSetting", "Deed", "Exemption", "FlagLook", "FlagSetting", "Gathering",
    "Objection", "Points", "ReportDay", "Scheme", "SchemeItem", "ScoreEntry", "ScoreYear", "SharedProof", "Target",
    "YearReport",
]  # fmt: skip
