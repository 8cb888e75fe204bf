"""Reading the reference lists: what a word means, what a form offers, who receives a request."""

from liaison.orgs.queries.choices import reference_choices
from liaison.orgs.queries.gaps import gaps
from liaison.orgs.queries.names import Names
from liaison.orgs.queries.routes import Routes, Suggestion, receiving_committee, suggested_units

__all__ = ["Names", "Routes", "Suggestion", "gaps", "receiving_committee", "reference_choices", "suggested_units"]
