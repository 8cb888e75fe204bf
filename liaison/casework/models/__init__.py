"""Cases with their step records, co-handlers, notices, ratings, time limits and rulings on rules."""

from liaison.casework.models.case import Case, CoUnit
from liaison.casework.models.deadlines import DeadlineReceipt
from liaison.casework.models.ledger import ContactStep
from liaison.casework.models.public import PublicAttempt, PublicRequest, StationCode, StationDuty
from liaison.casework.models.records import Rating, RatingCode, StepRecord, TimeLimit, UrgingNotice
from liaison.casework.models.routing import RoutingRuling
from liaison.casework.models.supervision import Instruction, LadderSetting, ProposedNotice, Revisit, SampleDraw

__all__ = [
    "Case", "CoUnit", "ContactStep", "DeadlineReceipt", "Instruction", "LadderSetting", "ProposedNotice",
    "PublicAttempt", "PublicRequest", "Rating", "RatingCode", "Revisit", "RoutingRuling", "SampleDraw", "StationCode",
    "StationDuty", "StepRecord", "TimeLimit", "UrgingNotice",
]  # fmt: skip
