"""Reading the year's figures: the facts they are made of, tables of them, and the totals of dashboards."""

from liaison.performance.queries.deeds import deed_for, deeds_listed
from liaison.performance.queries.explaining import Explanation, explanation
from liaison.performance.queries.facts import (
    YearFacts,
    counted_member,
    members_counted_for,
    year_facts,
    years_with_contacts,
)
from liaison.performance.queries.ledger import (
    account_years,
    all_lines,
    corrections_count,
    entries_of_member,
    exemption_for,
    exemptions_of,
    latest_account,
    lines_standing,
    result_of_member,
    scored_members,
    sources_named,
    year_of,
)
from liaison.performance.queries.members import SORTS, MemberYear, member_rows, member_year, offered_filters
from liaison.performance.queries.objections import objection_for, objections_of
from liaison.performance.queries.schemes import (
    Compared,
    item_for,
    items_by_part,
    preview,
    rulebook,
    scheme_beside,
    scheme_for,
    scheme_in_force,
    schemes_of,
    schemes_to_follow,
    spread,
)
from liaison.performance.queries.scored import YearScores, year_scores
from liaison.performance.queries.tables import Table, YearTables, year_tables
from liaison.performance.queries.totals import Line, Totals, same_day_before, year_totals

__all__ = [
    "SORTS", "Compared", "Explanation", "Line", "MemberYear", "Table", "Totals", "YearFacts",
    "YearScores", "YearTables",
    "counted_member", "deed_for", "deeds_listed", "explanation", "year_scores",
    "item_for", "items_by_part", "member_rows", "member_year", "members_counted_for", "offered_filters", "preview",
    "rulebook", "same_day_before", "scheme_beside", "scheme_for", "scheme_in_force", "schemes_of", "schemes_to_follow",
    "account_years", "all_lines", "corrections_count", "entries_of_member", "exemption_for", "exemptions_of",
    "latest_account", "lines_standing",
    "objection_for", "objections_of", "result_of_member", "scored_members", "sources_named", "spread", "year_of",
    "year_facts", "year_tables", "year_totals", "years_with_contacts",
]  # fmt: skip
