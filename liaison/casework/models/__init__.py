"""Cases with their step records, co-handlers, notices, ratings, time limits and rulings on rules."""

from liaison.casework.models.case import Case, CoUnit
from liaison.casework.models.deadlines import DeadlineReceipt
from liaison.casework.models.ledger import ContactStep
from liaison.casework.models.public import PublicAttempt, PublicRequest, StationCode
from liaison.casework.models.records import Rating, RatingCode, StepRecord, TimeLimit, UrgingNotice
from liaison.casework.models.routing import RoutingRuling

__all__ = [
    "Case", "CoUnit", "ContactStep", "DeadlineReceipt", "PublicAttempt", "PublicRequest",
    "Rating", "RatingCode", "RoutingRuling", "StationCode", "StepRecord", "TimeLimit", "UrgingNotice",
]  # fmt: skip
