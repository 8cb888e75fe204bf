"""The rules that permissions hang on: whose a thing is, and whether it is the actor's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liaison.access.actor import Actor, same_person

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


def of_member_near(actor: Actor, thing: Any) -> bool:
    """A member of the actor's committee, or one who lives or works in its town."""
    towns = {thing.home_area_id, thing.work_area_id} - {None}
    return actor.organisation_id is not None and (
        thing.organisation_id == actor.organisation_id or actor.area_id in towns
    )


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
