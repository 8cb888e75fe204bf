"""Fill a migrated database with the reference lists: the shipped ones, or an office's own."""

from __future__ import annotations

from pathlib import Path

from liaison.casework.actions import load_time_limits
from liaison.config import ROOT
from liaison.orgs.actions import load_calendar, load_seed, seed_file
from liaison.orgs.sheets import offer
from liaison.roster.actions import LIBRARIES

SHIPPED = ROOT / "seed"
TIME_LIMITS = "办理时限"

offer(LIBRARIES)


def load_reference_lists(folder: Path = SHIPPED) -> dict[str, int]:
    """Load every list from the folder, those it lacks from the shipped ones; gives `{title: rows added}`.

    Safe to repeat: what stands already, edited by the office or not, stays as it is.
    """
    added = load_seed(folder, SHIPPED)
    added[TIME_LIMITS] = load_time_limits(seed_file("time_limits", folder, SHIPPED).parent)
    load_calendar(folder, SHIPPED)
    return added
