"""Signing in by the account of a provider (OpenID Connect): loaded only where OIDC_ISSUER is set, needs group sso.

Authorization code with PKCE, state and nonce. What comes back is checked in a POST of our own page, because GET never
writes; a subject of the provider means a user only where that user has linked it himself.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from flask import Blueprint, Flask, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from liaison.accounts import actions
from liaison.accounts.views.sign_in import with_secret
from liaison.core import clock
from liaison.core.db import pause
from liaison.core.errors import Refused
from liaison.web.gate import gate, own_path, public

pages = Blueprint("sso", __name__)
PROVIDER, KEPT = "oidc", "oidc"
ALGORITHMS = ["RS256", "ES256", "PS256"]
SECONDS, LEEWAY = 10, 60
PARTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
UNREACHED = "统一登录现在连不上。请过一会儿再试，或者用密码登录。"
NOT_PROVED = "统一登录没有成功：返回的凭据不对或者过期。请回登录页再试一次，或者用密码登录。"
NOT_LINKED = "这个统一登录账号还没有关联，或者账号停用了。请先用密码登录，在“我的”里点“关联”。"
INSECURE = "OIDC_ISSUER 要用 https:// 开头（本机调试可以用 http://127.0.0.1）。"


@dataclass(frozen=True)
class Provider:
    """Where the office's people sign in elsewhere, as the settings say."""

    issuer: str
    client_id: str
    client_secret: str

    @cached_property
    def described(self) -> dict[str, Any]:
        """What it says of itself; asked once. Raises Refused where it cannot be reached or names itself otherwise."""
        found = fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer or not all(found.get(part) for part in PARTS):
            raise Refused(UNREACHED)
        return found

    def client(self, address: str, state: str | None = None) -> OAuth2Session:
        """Our side of the conversation. address: of the page it leads back to."""
        return OAuth2Session(
            self.client_id, self.client_secret or None, scope="openid profile", redirect_uri=address, state=state,
            code_challenge_method="S256",
        )  # fmt: skip

    def claims_of(self, token: str, nonce: str) -> dict[str, Any]:
        """What a signed token says of who signed in. Raises JoseError or Refused where anything of it is wrong."""
        keys = KeySet.import_key_set(fetched(self.described["jwks_uri"]))
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        checks = jwt.JWTClaimsRegistry(
            now=lambda: int(clock.now().timestamp()), leeway=LEEWAY, iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id}, exp={"essential": True}, iat={"essential": True},
            sub={"essential": True},
        )  # fmt: skip
        checks.validate(claims)
        if not hmac.compare_digest(str(claims.get("nonce", "")), nonce) or not is_for_us(claims, self.client_id):
            raise Refused(NOT_PROVED)
        return claims


def is_for_us(claims: dict[str, Any], client_id: str) -> bool:
    """A token for several must say that we asked for it."""
    return claims.get("azp", client_id) == client_id and (isinstance(claims["aud"], str) or len(claims["aud"]) == 1)


def fetched(address: str) -> dict[str, Any]:
    """A JSON page of the provider; it may not lead elsewhere."""
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError) as fault:
        raise Refused(UNREACHED) from fault


def install(app: Flask) -> None:
    """Register the pages; refuse an address that could be listened to."""
    issuer = urlsplit(app.config["OIDC_ISSUER"])
    if issuer.scheme != "https" and issuer.hostname not in ("127.0.0.1", "localhost"):
        raise SystemExit(INSECURE)
    settings = (app.config[name] for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"))
    app.extensions[PROVIDER] = Provider(*settings)
    app.register_blueprint(pages)


def provider() -> Provider:
    """The provider of this program."""
    return current_app.extensions[PROVIDER]


def lead_away(link_to: int | None) -> Any:
    """To the provider's page, with what must come back kept in this browser. link_to: the user who links."""
    pause()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "link_to": link_to}
    session[KEPT] = kept | {"next": own_path(request.form.get("next"))}
    client = provider().client(url_for("sso.back", _external=True))
    there = provider().described["authorization_endpoint"]
    address, _state = client.create_authorization_url(there, state=state, nonce=nonce, code_verifier=verifier)
    return redirect(address)


@pages.post("/sign-in/provider")
@public
def begin() -> Any:
    """Sign in by the provider."""
    return lead_away(None)


@pages.post("/me/provider")
@gate("profile.change", step_up=True)
def link() -> Any:
    """Link the provider's account to one's own."""
    return lead_away(g.user.id)


@pages.post("/me/provider/unlink")
@gate("profile.change", step_up=True)
def unlink() -> Any:
    """Sign in by the provider no more."""
    count = actions.unlink_accounts(g.user, g.actor.himself)
    flash("已取消关联" if count else "没有关联过统一登录账号")
    return redirect(url_for("accounts.me"))


@pages.get("/sign-in/provider/back")
@public
def back() -> Any:
    """What the provider sends back, to be handed in by a tap."""
    if "code" not in request.args or "state" not in request.args:
        abort(400, NOT_PROVED)
    return render_template("accounts/provider_back.html", code=request.args["code"], state=request.args["state"])


@pages.post("/sign-in/provider/finish")
@public
def finish() -> Any:
    """Check what came back, then sign in or link."""
    kept = session.pop(KEPT, None)
    if kept is None or not hmac.compare_digest(request.form.get("state", ""), kept["state"]):
        abort(400, NOT_PROVED)
    subject = subject_proved(request.form.get("code", ""), kept)
    if kept["link_to"] is not None:
        return linked(subject, kept["link_to"])
    agent, is_demo = request.user_agent.string, current_app.config["DEMO"]
    opened = actions.sign_in_linked(provider().issuer, subject, request.remote_addr, agent, is_demo=is_demo)
    if opened is None:
        abort(403, NOT_LINKED)
    session.clear()
    onward = url_for("accounts.sign_in_code", next=kept["next"]) if opened[0].awaits_code else kept["next"]
    return with_secret(redirect(onward), *opened)


def subject_proved(code: str, kept: dict[str, Any]) -> str:
    """Who it is at the provider's: the code is exchanged with our verifier, the token checked with its keys."""
    pause()
    client = provider().client(url_for("sso.back", _external=True), kept["state"])
    try:
        token = client.fetch_token(
            provider().described["token_endpoint"], code=code, code_verifier=kept["verifier"],
            grant_type="authorization_code", timeout=SECONDS, allow_redirects=False,
        )  # fmt: skip
        return str(provider().claims_of(token["id_token"], kept["nonce"])["sub"])
    except requests.RequestException as fault:
        raise Refused(UNREACHED) from fault
    except (AuthlibBaseError, JoseError, KeyError, ValueError) as fault:
        raise Refused(NOT_PROVED) from fault


def linked(subject: str, user_id: int) -> Any:
    """Link it to whoever is signed in, if he is the one who began."""
    if g.user is None or g.user.id != user_id:
        abort(400, NOT_PROVED)
    actions.link_account(g.user, provider().issuer, subject, g.actor.himself)
    flash("已关联，以后可以用统一登录账号登录")
    return redirect(url_for("accounts.me"))
