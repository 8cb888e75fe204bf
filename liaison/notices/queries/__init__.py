"""Reading messages, who wants them by mail or robot, and what waits to be sent."""

from liaison.notices.queries.messages import (
    message_for,
    messages_of,
    unread_count,
    unread_of,
    users_not_told,
    users_to_tell,
)
from liaison.notices.queries.outbox import (
    Letter,
    digest_messages,
    digest_readers,
    due_letters,
    holds_seat,
    letter_counts,
    letter_for,
    letters_in_trouble,
    mail_choice_of,
    mail_readers,
    organisation_of,
    organisation_written_to,
    outgoing,
    webhook_for,
    webhooks,
    webhooks_of,
)

__all__ = [
    "Letter", "digest_messages", "digest_readers", "due_letters", "holds_seat", "letter_counts", "letter_for",
    "letters_in_trouble", "mail_choice_of", "mail_readers", "message_for", "messages_of", "organisation_of",
    "organisation_written_to", "outgoing", "unread_count", "unread_of", "users_not_told", "users_to_tell",
    "webhook_for", "webhooks", "webhooks_of",
]  # fmt: skip
