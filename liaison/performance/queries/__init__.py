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
from liaison.performance.queries.flags import (
    case_number,
    flag_named,
    flag_setting,
    flags_in,
    flags_shown,
    looks_of,
    members_to_ask,
    rows_of,
    thresholds,
)
from liaison.performance.queries.gatherings import (
    Scanned,
    attendance,
    gathering_by_code,
    gathering_for,
    gatherings_listed,
    not_written_down,
    record_at,
)
from liaison.performance.queries.lacking import target_rows
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
from liaison.performance.queries.objections import begun_with, objection_for, objections_of
from liaison.performance.queries.proofs import deed_shown, files_behind, proofs_of, written_with
from liaison.performance.queries.schemes import (
    Compared,
    WhatIf,
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
    what_if,
)
from liaison.performance.queries.scored import YearScores, year_scores
from liaison.performance.queries.tables import Table, YearTables, year_tables
from liaison.performance.queries.targets import (
    member_targets,
    members_who_met,
    station_targets,
    stations_who_met,
    target_numbered,
)

__all__ = [
    "SORTS", "Compared", "Explanation", "MemberYear", "Scanned", "Table", "WhatIf", "YearFacts", "YearScores",
    "YearTables", "account_years", "all_lines", "attendance", "begun_with", "case_number", "corrections_count",
    "counted_member", "deed_for", "deed_shown", "deeds_listed", "entries_of_member", "exemption_for", "exemptions_of",
    "explanation", "files_behind", "flag_named", "flag_setting", "flags_in", "flags_shown", "gathering_by_code",
    "gathering_for", "gatherings_listed", "item_for", "items_by_part", "latest_account", "lines_standing", "looks_of",
    "member_rows", "member_targets", "member_year", "members_counted_for", "members_to_ask", "members_who_met",
    "not_written_down", "objection_for", "objections_of", "offered_filters", "preview", "proofs_of", "record_at",
    "result_of_member", "rows_of", "rulebook", "scheme_beside", "scheme_for", "scheme_in_force", "schemes_of",
    "schemes_to_follow", "scored_members", "sources_named", "spread", "station_targets", "stations_who_met",
    "target_numbered", "target_rows", "thresholds", "what_if", "written_with", "year_facts", "year_of", "year_scores",
    "year_tables", "years_with_contacts",
]  # fmt: skip
