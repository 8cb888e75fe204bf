"""Pages of libraries, representatives and members, and of the rows that wait for a decision."""

from liaison.roster.views import batches, confirmations, libraries, members, representatives, terms, waiting
from liaison.roster.views.blueprint import pages

__all__ = ["batches", "confirmations", "libraries", "members", "pages", "representatives", "terms", "waiting"]
