"""Pages of cases: the case, its moves, the inbox, tasks, lists, notices and ratings."""

from liaison.casework.views import activities, contacts, recording
from liaison.casework.views.blueprint import pages

__all__ = ["activities", "contacts", "pages", "recording"]
