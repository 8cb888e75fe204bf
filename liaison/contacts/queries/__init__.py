"""Reading contacts: who sees which, lists, drafts, people to choose from, and a member's year."""

from liaison.contacts.queries.as_of import ContactThen, contacts_on, past_of_contacts, recorded_by
from liaison.contacts.queries.blind_spots import (
    blind_counts,
    blind_spot_rows,
    blind_spots,
    desks_of,
    office_users,
    usual_days,
)
from liaison.contacts.queries.held import contacts_of
from liaison.contacts.queries.people import (
    member_to_record_for,
    members_found,
    people_chosen,
    people_found,
    people_near,
    people_with_ids,
)
from liaison.contacts.queries.sight import (
    contact_for,
    contact_with_id,
    contacts_listed,
    contacts_visible_to,
    counted_in,
    same_of_late,
)
from liaison.contacts.queries.writing import (
    draft_of,
    last_channel_of,
    members_called,
    topics,
    unfinished,
    usual_task_id,
)
from liaison.contacts.queries.year import Kept, Year, five_of, is_fixed, year_of

__all__ = [
    "ContactThen", "Kept", "Year", "blind_counts", "blind_spot_rows", "blind_spots", "contact_for", "contact_with_id",
    "contacts_listed", "contacts_of", "contacts_on", "contacts_visible_to",
    "counted_in", "desks_of", "draft_of", "five_of",
    "is_fixed", "last_channel_of", "member_to_record_for", "members_called", "members_found", "office_users",
    "past_of_contacts", "people_chosen",
    "people_found", "people_near", "people_with_ids", "recorded_by", "same_of_late", "topics", "unfinished",
    "usual_days", "usual_task_id", "year_of",
]  # fmt: skip
