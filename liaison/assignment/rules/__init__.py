"""三定 as pure rules: what a pair costs, what a plan must reach, and how the best plan is found. No database."""

from liaison.assignment.rules.alternatives import Alternative, alternatives
from liaison.assignment.rules.changes import Change, change_cost
from liaison.assignment.rules.comparing import CAUSES, Comparison, Ended, compare
from liaison.assignment.rules.conflicts import conflicts
from liaison.assignment.rules.costs import cost_between, km_between, nearer_km, with_own_units
from liaison.assignment.rules.figures import (
    Figures,
    PairFact,
    Shortfall,
    available_in,
    fact_of,
    figures_in,
    figures_of,
)
from liaison.assignment.rules.instance import (
    KIND_TITLES,
    KINDS,
    LEAST,
    NEAR_KM,
    PLACES,
    Group,
    GroupKey,
    Instance,
    MemberPoint,
    Pair,
    RepresentativePoint,
    Spot,
    Weights,
)
from liaison.assignment.rules.ledger import Ledger, parts_in
from liaison.assignment.rules.mending import replacements
from liaison.assignment.rules.reasons import Need, PairParts, Reason, points, score, total, why_not
from liaison.assignment.rules.settings import KEEPING, WEIGHT_TITLES, Focus, Settings
from liaison.assignment.rules.solution import Duals, Solution, Tell
from liaison.assignment.rules.solver import HAS_HIGHS, solve

__all__ = [
    "CAUSES",
    "HAS_HIGHS",
    "KEEPING",
    "KINDS",
    "KIND_TITLES",
    "LEAST",
    "NEAR_KM",
    "PLACES",
    "WEIGHT_TITLES",
    "Alternative",
    "Change",
    "Comparison",
    "Duals",
    "Ended",
    "Figures",
    "Focus",
    "Group",
    "GroupKey",
    "Instance",
    "Ledger",
    "MemberPoint",
    "Need",
    "Pair",
    "PairFact",
    "PairParts",
    "Reason",
    "RepresentativePoint",
    "Settings",
    "Shortfall",
    "Solution",
    "Spot",
    "Tell",
    "Weights",
    "alternatives",
    "available_in",
    "change_cost",
    "compare",
    "conflicts",
    "cost_between",
    "fact_of",
    "figures_in",
    "figures_of",
    "km_between",
    "nearer_km",
    "parts_in",
    "points",
    "replacements",
    "score",
    "solve",
    "total",
    "why_not",
    "with_own_units",
]
