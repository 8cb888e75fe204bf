"""Cases with their step records, co-handlers, notices, ratings and time limits."""

from liaison.casework.models.case import Case, CoUnit
from liaison.casework.models.ledger import ContactStep
from liaison.casework.models.records import Rating, RatingCode, StepRecord, TimeLimit, UrgingNotice

__all__ = ["Case", "CoUnit", "ContactStep", "Rating", "RatingCode", "StepRecord", "TimeLimit", "UrgingNotice"]
