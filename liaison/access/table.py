"""The one table of permissions: what is not listed is forbidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from liaison.access.actor import Actor, same_person
from liaison.access.roles import Role

Rule = Callable[[Actor, Any], bool]


def always(_actor: Actor, _thing: Any) -> bool:
    """Whoever holds the role."""
    return True


def own(actor: Actor, thing: Any) -> bool:
    """The member whom the thing belongs to."""
    return actor.member_id is not None and getattr(thing, "member_id", None) == actor.member_id


def at_own_desk(actor: Actor, thing: Any) -> bool:
    """The thing lies with the actor's organisation now."""
    return actor.organisation_id is not None and thing.holder_organisation_id == actor.organisation_id


def in_own_hands(actor: Actor, thing: Any) -> bool:
    """The thing lies with the actor's unit, and with himself, his section or nobody by name."""
    if not at_own_desk(actor, thing):
        return False
    if thing.handler_id:
        return thing.handler_id == actor.seat_user_id
    return thing.section_id in (None, actor.section_id)


def of_own_committee(actor: Actor, thing: Any) -> bool:
    """The thing went through the actor's committee or working group."""
    return actor.organisation_id is not None and thing.committee_id == actor.organisation_id


def of_own_unit(actor: Actor, thing: Any) -> bool:
    """The thing is handled by the actor's unit."""
    return actor.organisation_id is not None and thing.unit_id == actor.organisation_id


def addressed_to_own_unit(actor: Actor, thing: Any) -> bool:
    """An instruction that the actor's unit is to carry out."""
    return thing.addressee == "承办单位" and of_own_unit(actor, thing)


def addressed_to_own_committee(actor: Actor, thing: Any) -> bool:
    """An instruction that the actor's committee is to carry out."""
    return thing.addressee == "工委" and of_own_committee(actor, thing)


def issued_by_own_organisation(actor: Actor, thing: Any) -> bool:
    """A notice that the actor's organisation issued."""
    return actor.organisation_id is not None and thing.issuer_id == actor.organisation_id


def of_own_unit_openly(actor: Actor, thing: Any) -> bool:
    """The thing is handled by the actor's unit, and the asker did not want his name kept from it."""
    return of_own_unit(actor, thing) and not thing.is_confidential


def helped_by_own_unit(actor: Actor, thing: Any) -> bool:
    """The actor's unit helps in the thing and has not given its opinion yet."""
    own = (one for one in thing.co_units if one.organisation_id == actor.organisation_id)
    return actor.organisation_id is not None and any(one.given_at is None for one in own)


def asked_by_another(actor: Actor, thing: Any) -> bool:
    """Neither the actor nor whom he stands in for asked for it: nobody approves his own request."""
    return not same_person(actor, thing.extension_asked_by_id, thing.extension_asked_for_id)


def of_own_committee_by_another(actor: Actor, thing: Any) -> bool:
    """The thing went through the actor's committee, and another one asked."""
    return of_own_committee(actor, thing) and asked_by_another(actor, thing)


def of_own_library(actor: Actor, thing: Any) -> bool:
    """The library that the actor keeps."""
    return actor.library_id is not None and actor.library_id == getattr(thing, "id", None)


def of_former_member(_actor: Actor, thing: Any) -> bool:
    """The case of a member who serves no longer and whom nobody followed in it."""
    return not thing.member.is_active


def owned_by_own_organisation(actor: Actor, thing: Any) -> bool:
    """A library that the actor's organisation owns."""
    return actor.organisation_id is not None and thing.owner_id == actor.organisation_id


def of_own_organisation(actor: Actor, thing: Any) -> bool:
    """A seat or user of the actor's own organisation."""
    return actor.organisation_id is not None and thing.organisation_id == actor.organisation_id


def made_by_himself(actor: Actor, thing: Any) -> bool:
    """What this very person handed in, from whichever of his seats."""
    return actor.user_id is not None and thing.user_id == actor.user_id


def asked_for_by_another(actor: Actor, thing: Any) -> bool:
    """A request that neither the actor nor whom he stands in for made."""
    return not same_person(actor, thing.user_id, thing.for_user_id)


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
    "member.change": each(O),
    "member.export": each(O),
    "term.change": each(O),
    "representative.view": each(M, C, D, U, S, O, L, B),
    "representative.add": each(C, O, B),
    "representative.change": each(C, O, B),
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
    "performance.own": each(M),
    # reports
    "dashboard.view": each(O, L, S),
}

# High-value acts: whoever has not proved for ten minutes who he is (password or one-time code) is asked again.
STEP_UP = frozenset({
    "user.change", "seat.change", "network.change", "event.view", "schedule.run", "export.approve", "member.export",
    "roster.export", "plan.export", "blind_spot.export", "case.export", "conservation.export", "performance.export",
})  # fmt: skip
STEP_UP_LASTS = timedelta(minutes=10)

# What stays with its owner when somebody stands in for him (代办): accounts, seats, the log, and lists of people.
NEVER_BY_PROXY = frozenset({
    "user.view", "user.change", "seat.view", "seat.change", "event.view", "proxy.make", "proxy.make_for",
    "export.view", "export.follow", "export.withdraw", "export.approve", "member.export",
    "roster.export", "plan.export", "blind_spot.export", "case.export", "conservation.export", "performance.export",
})  # fmt: skip
WITH_THE_CASES = (
    "case.", "notice.", "instruction.", "revisit.",
    "public_request.", "inbox.", "task.", "home.", "profile.", "message.", "file.", "contact.view",
    "member.view", "reference.view", "dashboard.view", "conservation.view", "search.use",
)  # fmt: skip
OWN_DEEDS = frozenset({"contact.record"})  # counted for the member himself (履职), so nobody does it in his name


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
