"""Reading the reference lists: what a word means, what a form offers, who receives a request."""

from liaison.orgs.queries.choices import reference_choices, several_choices
from liaison.orgs.queries.gaps import gaps
from liaison.orgs.queries.lists import (
    IN_USE,
    RETIRED,
    filter_choices,
    list_counts,
    list_named,
    row_of,
    rows_exported,
    rows_listed,
    stations_by_town,
    types_by_sector,
)
from liaison.orgs.queries.names import Names
from liaison.orgs.queries.routes import Routes, Suggestion, receiving_committee
from liaison.orgs.queries.year import WEEK, calendar_of

__all__ = [
    "IN_USE", "RETIRED", "WEEK", "Names", "Routes", "Suggestion", "calendar_of", "filter_choices", "gaps",
    "list_counts", "list_named", "receiving_committee", "reference_choices", "row_of", "rows_exported", "rows_listed",
    "several_choices", "stations_by_town", "types_by_sector",
]  # fmt: skip
