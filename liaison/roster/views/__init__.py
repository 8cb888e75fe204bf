"""Pages of libraries, representatives and members, and of the rows that wait for a decision."""

from liaison.roster.views import libraries, members, representatives, waiting
from liaison.roster.views.blueprint import pages

__all__ = ["libraries", "members", "pages", "representatives", "waiting"]
