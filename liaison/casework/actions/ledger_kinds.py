"""The kinds of files of a past year: the ledger of contacts and requests, and the log of their steps."""

from __future__ import annotations

from liaison.casework.actions.replay_contacts import stage_contacts, write_contacts
from liaison.casework.actions.replay_steps import stage_steps, write_steps
from liaison.casework.sheets.ledger import BLANK_LEDGER, LEDGER, STEPS
from liaison.roster.actions.imports import ImportKind, declare

WORDS = ("channel_id", "task_id", "category_id", "committee_id", "unit_id")

CONTACT_LEDGER = declare(ImportKind(
    "contacts", "往年联系台账", LEDGER, "ledger.import", stage_contacts, write_contacts, word_columns=WORDS,
    blank=BLANK_LEDGER,
))  # fmt: skip
STEP_LOG = declare(ImportKind("steps", "往年环节记录", STEPS, "ledger.import", stage_steps, write_steps))
