"""Accounts at a provider of sign-ins (OIDC): linked by their owner, signing him in, unlinked."""

from __future__ import annotations

from sqlalchemy import select

from liaison.access import Actor
from liaison.accounts import queries, rules
from liaison.accounts.actions.sign_ins import may_sign_in, open_sign_in, store_sign_in
from liaison.accounts.models import ForeignAccount, SignIn, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused


def link_account(user: User, issuer: str, subject: str, actor: Actor) -> ForeignAccount:
    """Let this account of the provider sign the user in from now on. Raises Refused where it is linked already."""
    known = account_of(issuer, subject)
    if known:
        whose = "您" if known.user_id == user.id else "别人"
        raise Refused(f"这个统一登录账号已经关联了{whose}的账号，不用再关联。")
    account = ForeignAccount(user_id=user.id, issuer=issuer, subject=subject, linked_at=clock.now())
    db.session.add(account)
    record("user.link", user, actor, label=user.username, changes={"issuer": [None, issuer]})
    return account


def account_of(issuer: str, subject: str) -> ForeignAccount | None:
    """Whom the provider means by this subject."""
    return db.session.scalar(select(ForeignAccount).filter_by(issuer=issuer, subject=subject))


def unlink_accounts(user: User, actor: Actor) -> int:
    """None of the provider's accounts signs the user in any more; gives how many there were."""
    accounts = db.session.scalars(select(ForeignAccount).filter_by(user_id=user.id)).all()
    for account in accounts:
        db.session.delete(account)
    if accounts:
        record("user.unlink", user, actor, label=user.username)
    return len(accounts)


def sign_in_linked(
    issuer: str, subject: str, address: str | None, agent: str | None, *, is_demo: bool
) -> tuple[SignIn, str] | None:
    """Open a session for whom the provider's account is linked to; None where it is not, or he may not sign in.

    No account is ever made this way. Who has one-time codes is asked for one as after a password.
    """
    account = account_of(issuer, subject)
    user = db.session.get(User, account.user_id) if account else None
    if user is None or not may_sign_in(user, is_demo=is_demo, is_begun=True):
        return None
    if queries.has_second_factor(user.id):
        return store_sign_in(user, address, agent, rules.BY_PROVIDER, awaits_code=True)
    return open_sign_in(user, address, agent, rules.BY_PROVIDER)
