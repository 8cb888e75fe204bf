"""Who may read which cell of the eight sheets, where not everybody may who sees the case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from liaison.access import Role
from liaison.access.rules import Rule, of_own_unit
from liaison.access.table import TABLE, each

READERS_OF_CASE = tuple(TABLE["case.view"])
Readers = Mapping[Role, Rule]

WITHIN_THE_UNIT: Readers = {**each(Role.UNIT_LEADER, Role.HANDLER, rule=of_own_unit), **each(Role.OFFICE)}
NOT_THE_UNIT: Readers = each(*(role for role in READERS_OF_CASE if role not in (Role.UNIT_LEADER, Role.HANDLER)))

# (verb, key of the column): who reads it. What is not listed is read by whoever sees the case;
# a personal cell of an asker who wants secrecy only by those who may see his phone.
KEPT: Mapping[tuple[str, str], Readers] = MappingProxyType({
    ("approve", "opinion"): WITHIN_THE_UNIT,
    ("approve", "internal_due_on"): WITHIN_THE_UNIT,
    ("rate", "member_work"): NOT_THE_UNIT,
    ("rate_redo", "member_work"): NOT_THE_UNIT,
    ("rate_escalate", "member_work"): NOT_THE_UNIT,
})
