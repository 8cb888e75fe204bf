"""A provider of sign-ins (OpenID Connect) for tests: a real server with real signed tokens, on a free port."""

from __future__ import annotations

import base64
import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from liaison.core import clock

CLIENT, SECRET = "liaison", "a secret of the client"
SUBJECT = "320621-000017"


class Provider:
    """One provider. wrong: what it does wrong in its next token; subject: who signs in there."""

    def __init__(self) -> None:
        self.key, self.other_key = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("one", "one"))
        self.subject, self.wrong, self.codes = SUBJECT, {}, {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def describe(self) -> dict[str, str]:
        """What it says of itself."""
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
        }  # fmt: skip

    def authorize(self, address: str) -> str:
        """Somebody signs in on the page of this address; gives the address that his browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"]
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], proof: str) -> dict[str, Any] | None:
        """The token for a code, once, to whoever knows the secret and the verifier."""
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_client = proof == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or challenge != asked["code_challenge"] or not is_client:
            return None
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"]} | self.wrong.get("claims", {})
        key = self.other_key if self.wrong.get("key") else self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.wrong.get("token", token)}


def handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """Its pages."""

    class Pages(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            keys = KeySet([provider.key]).as_dict(private=False)
            pages = {"/.well-known/openid-configuration": provider.describe(), "/keys": keys}
            self.answer(pages.get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(provider.token(sent, self.headers.get("Authorization", "")), 400)

        def answer(self, page: Any, otherwise: int = 404) -> None:
            """Send JSON."""
            self.send_response(200 if page else otherwise)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(page or {"error": "invalid_grant"}).encode())

    return Pages
