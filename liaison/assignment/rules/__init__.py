"""三定 as pure rules: what a pair costs, what a plan must reach, and how the best plan is found. No database."""

from liaison.assignment.rules.costs import km_between
from liaison.assignment.rules.figures import Figures, PairFact, Shortfall, figures_of
from liaison.assignment.rules.instance import (
    LEAST,
    NEAR_KM,
    PLACES,
    Group,
    Instance,
    MemberPoint,
    RepresentativePoint,
    Weights,
)
from liaison.assignment.rules.reasons import PairParts, Reason, nearer_km, reasons_for, total
from liaison.assignment.rules.solver import Solution, solve

__all__ = [
    "LEAST",
    "NEAR_KM",
    "PLACES",
    "Figures",
    "Group",
    "Instance",
    "MemberPoint",
    "PairFact",
    "PairParts",
    "Reason",
    "RepresentativePoint",
    "Shortfall",
    "Solution",
    "Weights",
    "figures_of",
    "km_between",
    "nearer_km",
    "reasons_for",
    "solve",
    "total",
]
