"""How long jobs live and how they are told of, and when the entries of the schedule are due."""

from liaison.jobs.rules.entries import Every, entries, every
from liaison.jobs.rules.progress import (
    BEAT_SECONDS,
    BROKEN,
    CANCELLED,
    DONE,
    FAILED,
    FILE_GONE,
    FILE_KEPT_FOR,
    GIVEN_UP,
    KEPT_FOR,
    MOST_ATTEMPTS,
    NO_QUEUE,
    OPEN,
    OTHER_SEAT,
    OVER,
    RUNNING,
    SILENT_FOR,
    STATES,
    TELL_SECONDS,
    UNSEEN_FOR,
    WAITING,
    Progress,
    in_words,
    is_silent,
    seen_in_words,
)
from liaison.jobs.rules.timetable import (
    DIGEST_TIME,
    EACH_HOUR,
    EACH_MINUTE,
    FIRST_OF_MONTH,
    FIRST_OF_WEEK,
    HOURLY_AT_WORK,
    LEASE,
    MISSED_AFTER,
    NIGHTLY,
    When,
    is_at_work,
)

__all__ = [
    "BEAT_SECONDS", "BROKEN", "CANCELLED", "DIGEST_TIME", "DONE", "EACH_HOUR", "EACH_MINUTE", "FAILED", "FILE_GONE",
    "FILE_KEPT_FOR", "FIRST_OF_MONTH", "FIRST_OF_WEEK", "GIVEN_UP", "HOURLY_AT_WORK", "KEPT_FOR", "LEASE",
    "MISSED_AFTER",
    "MOST_ATTEMPTS", "NIGHTLY", "NO_QUEUE", "OPEN", "OTHER_SEAT", "OVER", "RUNNING", "SILENT_FOR", "STATES",
    "TELL_SECONDS", "UNSEEN_FOR", "WAITING", "Every", "Progress", "When", "entries", "every", "in_words", "is_at_work",
    "is_silent", "seen_in_words",
]  # fmt: skip
