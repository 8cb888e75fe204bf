"""Reading the libraries: who sees whom, lists and search, the rows of the exported books."""

from liaison.roster.queries.as_of import (
    figures_on,
    libraries_on,
    listed_members,
    listed_people,
    members_on,
    past_of,
    people_on,
)
from liaison.roster.queries.books import (
    filters_in_words,
    member_rows,
    number_of_members,
    number_of_representatives,
    roster_rows,
)
from liaison.roster.queries.confirmations import (
    confirmation_rows,
    confirmations_of,
    confirmed_years,
    named,
    standing_of,
    years_of,
)
from liaison.roster.queries.lists import (
    MEMBER_STATUSES,
    STATUSES,
    batches_of,
    keepers_of,
    library_choices,
    library_figures,
    library_list,
    matching,
    member_filters,
    member_list,
    members_matching,
    members_without_account,
    representative_filters,
    representative_list,
    waiting_count,
    waiting_list,
)
from liaison.roster.queries.sight import (
    any_library,
    known_as,
    libraries_visible_to,
    library_for,
    member_for,
    members_visible_to,
    membership_for,
    representative_for,
    representatives_visible_to,
    waiting_row_for,
    waiting_rows_visible_to,
)
from liaison.roster.queries.terms import (
    books_of_members,
    current_term,
    members_of_term,
    numbers_in_book,
    term_for,
    terms_listed,
)

__all__ = [
    "MEMBER_STATUSES", "STATUSES", "any_library", "batches_of", "books_of_members", "confirmation_rows",
    "confirmations_of", "confirmed_years", "current_term", "figures_on", "filters_in_words", "keepers_of", "known_as",
    "libraries_on", "libraries_visible_to", "library_choices", "library_figures", "library_for", "library_list",
    "listed_members", "listed_people", "matching", "member_filters", "member_for", "member_list", "member_rows",
    "members_matching", "members_of_term", "members_on", "members_visible_to", "members_without_account",
    "membership_for", "named", "number_of_members", "number_of_representatives", "numbers_in_book", "past_of",
    "people_on", "representative_filters", "representative_for", "representative_list", "representatives_visible_to",
    "roster_rows", "standing_of", "term_for", "terms_listed", "waiting_count", "waiting_list", "waiting_row_for",
    "waiting_rows_visible_to", "years_of",
]  # fmt: skip
