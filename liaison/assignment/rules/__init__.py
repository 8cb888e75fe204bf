"""三定 as pure rules: what a pair costs, what a plan must reach, and how the best plan is found. No database."""

from liaison.assignment.rules.costs import km_between, nearer_km, pair_costs
from liaison.assignment.rules.figures import Figures, PairFact, Shortfall, fact_of, figures_of
from liaison.assignment.rules.instance import (
    KINDS,
    LEAST,
    NEAR_KM,
    PLACES,
    Group,
    Instance,
    MemberPoint,
    RepresentativePoint,
    Weights,
)
from liaison.assignment.rules.reasons import PairParts, Reason, reasons_for, total, why_not
from liaison.assignment.rules.solver import Solution, solve

__all__ = [
    "KINDS",
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
    "fact_of",
    "figures_of",
    "km_between",
    "nearer_km",
    "pair_costs",
    "reasons_for",
    "solve",
    "total",
    "why_not",
]
