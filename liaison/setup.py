"""Fill a migrated database with the reference lists: the shipped ones, or an office's own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import exists, inspect, select

from liaison.access import SYSTEM
from liaison.accounts.models import User
from liaison.casework.actions import follow_calendar, load_time_limits
from liaison.casework.actions.flows import register_flow
from liaison.config import ROOT
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.actions import load_calendar, load_seed, seed_file
from liaison.orgs.sheets import offer
from liaison.performance.actions import draw_up
from liaison.performance.models import Scheme
from liaison.performance.sheets.targets import TARGETS
from liaison.roster.actions import LIBRARIES
from liaison.roster.models import Member, Representative

SHIPPED = ROOT / "seed"
TIME_LIMITS = "办理时限"
SIGNS_OF_WORK = (User, Member, Representative, Contact)

offer(LIBRARIES)
offer(TARGETS)


def load_reference_lists(folder: Path = SHIPPED) -> dict[str, int]:
    """Load every list from the folder, those it lacks from the shipped ones; gives `{title: rows added}`.

    Safe to repeat: what stands already, edited by the office or not, stays as it is. Where a new version knows the
    holidays of another year, deadlines on their way follow them.
    """
    added = load_seed(folder, SHIPPED)
    added[TIME_LIMITS] = load_time_limits(seed_file("time_limits", folder, SHIPPED).parent)
    load_calendar(folder, SHIPPED)
    follow_calendar(SYSTEM)
    register_flow()
    return added


def draw_up_first_scheme() -> None:
    """Where no scheme of assessment was ever drawn up: a draft of the default one for this year, ready to publish."""
    if not db.session.scalar(select(exists().select_from(Scheme))):
        draw_up(clock.today().year, SYSTEM, shipped="default")


def is_in_use() -> bool:
    """Whether somebody has begun to work with this database: it holds an account, a person or a contact."""
    standing = set(inspect(db.session.connection()).get_table_names())
    models = [model for model in SIGNS_OF_WORK if model.__tablename__ in standing]
    return any(db.session.scalar(select(exists().select_from(model))) for model in models)
