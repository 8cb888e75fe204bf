"""The one table of permissions: what is not listed is forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from liaison.access.actor import Actor
from liaison.access.roles import Role
from liaison.access.rules import (
    Rule,
    addressed_to_own_committee,
    addressed_to_own_unit,
    always,
    asked_by_another,
    asked_for_by_another,
    helped_by_own_unit,
    in_own_hands,
    issued_by_own_organisation,
    made_by_himself,
    of_former_member,
    of_member_near,
    of_own_committee,
    of_own_committee_by_another,
    of_own_library,
    of_own_organisation,
    of_own_unit,
    of_own_unit_openly,
    own,
    owned_by_own_organisation,
)

M, C, D, U, H, S, O, L, B, A, E, T = (  # noqa: E741 - one letter a role keeps the table readable
    Role.MEMBER, Role.CLERK, Role.DIRECTOR, Role.UNIT_LEADER, Role.HANDLER,
    Role.SUPERVISOR, Role.OFFICE, Role.LEADER, Role.LIBRARIAN, Role.ADMIN, Role.SECURITY, Role.AUDITOR,
)  # fmt: skip


def each(*roles: Role, rule: Rule = always) -> dict[Role, Rule]:
    """The same rule for several roles."""
    return dict.fromkeys(roles, rule)


EVERYONE = each(M, C, D, U, H, S, O, L, B, A, E, T)
BUSINESS = each(M, C, D, U, H, S, O, L, B)
STAFF = each(C, D, U, H, S, O, L, B)

TABLE: Mapping[str, Mapping[Role, Rule]] = {
    "home.view": EVERYONE,
    "profile.view": EVERYONE,
    "profile.change": EVERYONE,
    "search.use": BUSINESS,
    "guide.print": each(O),
    # accounts
    "user.view": each(O, E),
    "user.change": each(O, E),
    "seat.view": {**each(O, E), **each(U, D, C, rule=of_own_organisation)},
    "seat.change": {**each(O, E), **each(U, D, rule=of_own_organisation)},
    "event.view": each(O, T),
    "network.change": each(E),
    # what was taken out; whole numbers only with another person's approval
    "export.view": each(O, E, T),
    "export.follow": {**each(C, D, B, rule=made_by_himself), **each(O, E, T)},
    "export.withdraw": each(C, D, O, B, rule=made_by_himself),
    "export.approve": each(O, E, rule=asked_for_by_another),
    "proxy.make": BUSINESS,
    "proxy.make_for": {**each(O), **each(U, D, rule=of_own_organisation)},
    # messages: everybody his own
    "message.view": EVERYONE,
    "feedback.leave": EVERYONE,
    "feedback.answer": each(O),
    "outbox.view": each(O, A),
    "webhook.change": each(O),
    # reference lists
    "reference.view": {**BUSINESS, **each(A)},
    "reference.change": each(O, A),
    # roster
    "library.view": each(C, D, U, S, O, L, B),
    "library.confirm": {**each(B, rule=of_own_library), **each(C, D, U, rule=owned_by_own_organisation), **each(O)},
    "confirmation.list": each(O, S, L),
    "member.view": BUSINESS,
    "member.phone": {**each(C, D, rule=of_member_near), **each(S, O)},
    "member.change": each(O),
    "member.export": each(O),
    "member.history": each(C, D, O),
    "term.change": each(O),
    "representative.view": each(M, C, D, U, S, O, L, B),
    "representative.add": each(C, O, B),
    "representative.change": each(C, O, B),
    "representative.history": each(C, D, O, B),
    "claim.view": each(O),
    "claim.record": each(O),
    "person.take_out": each(O),
    "person.erase": each(O),
    "representative.import": each(C, O, B),
    "waiting_row.decide": each(C, O, B),
    "duplicate.view": each(C, O, B),
    "duplicate.settle": each(C, O, B),
    "duplicate.weigh": each(O),
    "import.view": each(C, O, B),
    "import.make": each(C, O, B),
    "import.undo": each(C, O, B),
    "roster.export": each(C, O, B),
    # assignment
    "plan.view": each(C, D, S, O, L),
    "plan.change": each(O),
    "plan.publish": each(O, L),
    "plan.export": each(C, D, O),
    # work in the background: everybody his own
    "job.view": {**each(M, C, D, U, H, S, L, B, E, T, rule=made_by_himself), **each(O, A)},
    "job.cancel": {**each(M, C, D, U, H, S, L, B, E, T, rule=made_by_himself), **each(O, A)},
    "job.take": each(M, C, D, U, H, S, L, B, E, T, O, A, rule=made_by_himself),
    "schedule.run": each(A),
    # contacts
    "file.view": BUSINESS,
    "contact.view": each(M, C, D, S, O, L),
    "contact.record": {**each(M), **each(C, O)},
    "contact.correct": {**each(M, rule=own), **each(C, rule=of_own_committee), **each(O)},
    "contact.void": {**each(M, rule=own), **each(C, rule=of_own_committee), **each(O)},
    "blind_spot.view": each(C, D, S, O, L),
    "blind_spot.export": each(C, D, O),
    # casework: one line for each move, and for looking
    "case.view": each(M, C, D, U, H, S, O, L),
    "case.list": each(M, C, D, U, H, S, O, L),
    "case.history": each(C, D, U, S, O),
    "case.export": each(C, D, O),
    "case.print": each(M, C, D, U, H, S, O, L),
    "ledger.import": each(O),
    "conservation.view": each(C, D, S, O, L),
    "conservation.export": each(C, D, O),
    "inbox.view": each(C, D),
    "public_request.view": each(C, D, O),
    "public_request.decide": {**each(C, D, rule=of_own_committee), **each(O)},
    "public_request.call": {**each(M, rule=own), **each(C, D, rule=of_own_committee), **each(O)},
    "station_code.view": each(C, D, O),
    "station_code.change": {**each(C, D, rule=of_own_committee), **each(O)},
    "task.view": each(C, D, U, H, S, O),
    "case.submit": {**each(M, rule=own), **each(C, rule=of_own_committee), **each(O, rule=of_former_member)},
    "case.void": {**each(M, rule=own), **each(C, rule=of_own_committee)},
    "case.hand_over": each(C, D, rule=of_own_committee),
    "case.sign_out": each(D, rule=of_own_committee),
    "case.approve": each(U, rule=of_own_unit),
    "case.rule": each(D, rule=of_own_committee),
    "case.rule_finally": each(O),
    "case.handle": {**each(H, rule=in_own_hands), **each(U, rule=of_own_unit)},
    "case.pass_within": {**each(H, rule=in_own_hands), **each(U, rule=of_own_unit)},
    "case.ask_extension": {**each(H, rule=in_own_hands), **each(U, rule=of_own_unit)},
    "case.rule_extension": {**each(D, rule=of_own_committee_by_another), **each(O, rule=asked_by_another)},
    "case.co_opinion": each(U, H, rule=helped_by_own_unit),
    "case.sign": each(U, rule=of_own_unit),
    "case.check": {**each(C, D, rule=of_own_committee), **each(S, O)},
    "case.reply": {**each(H, rule=in_own_hands), **each(U, rule=of_own_unit)},
    "case.forward_reply": each(C, D, rule=of_own_committee),
    "case.tell_asker": {**each(M, rule=own), **each(O, rule=of_former_member)},
    "case.rate_for_asker": {**each(C, D, rule=of_own_committee), **each(O), **each(M, rule=own)},
    "case.decide": each(O),
    "case.recheck": each(U, H, rule=of_own_unit),
    "case.reopen": each(O),
    "case.convert": {**each(M, rule=own), **each(C, D, rule=of_own_committee), **each(O)},
    "case.urge": {**each(C, D, rule=of_own_committee), **each(S, O)},
    "case.answer_notice": each(U, H, rule=of_own_unit),
    "case.instruct": each(L),
    "case.answer_instruction": {
        **each(U, H, rule=addressed_to_own_unit), **each(C, D, rule=addressed_to_own_committee), **each(S, O),
    },
    "notice.settle": {**each(C, D, rule=issued_by_own_organisation), **each(S, O)},
    "notice.send": each(S, O),
    "instruction.view": each(S, O, L),
    "revisit.view": each(S, O, L),
    "revisit.record": each(S, O),
    "case.group": each(C, D),
    "case.phone": {
        **each(M, rule=own), **each(C, D, rule=of_own_committee), **each(U, H, rule=of_own_unit_openly), **each(S, O),
    },
    "case.take_back": each(M, C, D, U, H, S, O),
    "time_limit.change": each(O),
    "rule_proposal.decide": each(O),
    # performance
    "performance.view": each(O, L, C, D),
    "performance.export": each(O),
    "target.export": each(C, D, O),
    "performance.own": each(M),
    "scheme.view": each(O, L),
    "scheme.change": each(O),
    "scheme.publish": each(O, L),
    "deed.view": each(O, L, C, D),
    "deed.record": each(C, D, O),
    "deed.void": {**each(C, D, rule=of_own_organisation), **each(O)},
    "proof.view": {**each(M, rule=own), **each(O, L, C, D)},
    "proof.add": {**each(C, D, rule=of_own_organisation), **each(O)},
    "gathering.change": {**each(C, D, rule=of_own_organisation), **each(O)},
    "gathering.sign_in": each(M),
    "score.view": each(O, L, C, D),
    "score.compute": each(O),
    "score.close": each(O, L),
    "report.write": each(M),
    "report.list": each(O, L),
    "report.call": each(O),
    "dossier.view": {**each(M, rule=own), **each(O, L)},
    "dossier.take_out": {**each(M, rule=own), **each(O)},
    "dossier.export": each(O),
    # reports
    "dashboard.view": each(O, L, S),
    "board.view": each(O, L, S, C, D, U),
    "monthly.make": each(O, L, S),
    "flag.view": each(O),
    "flag.look": each(O),
    "aim.set": each(O),
}

# High-value acts: whoever has not proved for ten minutes who he is (password or one-time code) is asked again.
STEP_UP = frozenset({
    "user.change", "seat.change", "network.change", "event.view", "schedule.run", "export.approve", "member.export",
    "roster.export", "plan.export", "blind_spot.export", "case.export", "conservation.export", "performance.export",
    "target.export", "person.take_out", "person.erase", "job.take", "dossier.export",
})  # fmt: skip
STEP_UP_LASTS = timedelta(minutes=10)

# What stays with its owner when somebody stands in for him (代办): accounts, seats, the log, and lists of people.
NEVER_BY_PROXY = frozenset({
    "user.view", "user.change", "seat.view", "seat.change", "event.view", "proxy.make", "proxy.make_for",
    "export.view", "export.follow", "export.withdraw", "export.approve", "member.export",
    "roster.export", "plan.export", "blind_spot.export", "case.export", "conservation.export", "performance.export",
    "target.export", "person.take_out", "person.erase", "dossier.view", "dossier.take_out", "dossier.export",
})  # fmt: skip
WITH_THE_CASES = (
    "case.", "notice.", "instruction.", "revisit.",
    "public_request.", "inbox.", "task.", "home.", "profile.", "message.", "file.", "contact.view", "feedback.leave",
    "member.view", "member.phone", "reference.view", "dashboard.view", "conservation.view", "search.use", "board.view",
)  # fmt: skip
# Counted for the member himself (履职), so nobody does it in his name.
OWN_DEEDS = frozenset({"contact.record", "report.write", "gathering.sign_in"})


def is_passed_on(actor: Actor, permission: str) -> bool:
    """Whether a right of the seat is also that of whoever stands in for its owner."""
    if actor.for_user_id is None:
        return True
    if actor.role is Role.MEMBER and permission in OWN_DEEDS:
        return False
    is_in_scope = not actor.is_cases_only or permission.startswith(WITH_THE_CASES)
    return is_in_scope and permission not in NEVER_BY_PROXY


def allowed(actor: Actor | None, permission: str, thing: Any = None) -> bool:
    """Whether this actor may do this (to this thing). An unknown permission is an error, not a no."""
    rules = TABLE[permission]
    if actor is None or not is_passed_on(actor, permission):
        return False
    rule = rules.get(actor.role)
    return rule is not None and (thing is None or rule(actor, thing))
