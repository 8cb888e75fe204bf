"""What a letter may say, when it leaves, how often it is tried, and to which addresses."""

from liaison.notices.rules.addresses import INSIDE, is_open_to_all, is_same_machine, mail_fault, parts_of, robot_fault
from liaison.notices.rules.letters import (
    PLAIN,
    ROBOTS,
    MailServer,
    Robots,
    digest_lines,
    digest_subject,
    mail_text,
    one_line,
    robot_words,
)
from liaison.notices.rules.outbox import (
    AT_ONCE,
    BREAKS,
    CHANNELS,
    DIGEST,
    DROPPED,
    GIVEN_UP,
    KEPT_FOR,
    LEASE,
    MAIL,
    MOST_AT_ONCE,
    NO_ADDRESS,
    NO_SERVER,
    NONE,
    SENDING,
    SENT,
    STALE_AFTER,
    STATES,
    SUBJECTS,
    TOO_OLD,
    TRIAL,
    TRIES,
    USUAL_WAYS,
    WAITING,
    WAYS,
    WEBHOOK,
    next_try,
    subject_of,
    way_of,
)

__all__ = [
    "AT_ONCE", "BREAKS", "CHANNELS", "DIGEST", "DROPPED", "GIVEN_UP", "INSIDE", "KEPT_FOR", "LEASE", "MAIL",
    "MOST_AT_ONCE", "NONE", "NO_ADDRESS", "NO_SERVER", "PLAIN", "ROBOTS", "SENDING", "SENT", "STALE_AFTER", "STATES",
    "SUBJECTS", "TOO_OLD", "TRIAL", "TRIES", "USUAL_WAYS", "WAITING", "WAYS", "WEBHOOK", "MailServer", "Robots",
    "digest_lines", "digest_subject", "is_open_to_all", "is_same_machine", "mail_fault", "mail_text", "next_try",
    "one_line",
    "parts_of", "robot_fault", "robot_words", "subject_of", "way_of",
]  # fmt: skip
