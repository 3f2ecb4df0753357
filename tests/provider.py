"""A small OpenID provider on this machine: discovery, keys, code flow with PKCE, user information.

It keeps to the standard: a code works once, for the client, address and verifier that it was given for. What it tells
can be bent, to see that the portal refuses it.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "portal", "a-secret-between-the-two", "key-1"
PAGE = (
    '<!doctype html><html lang="en"><title>Provider</title><h1>Provider</h1><form method="post"><button>Allow</button>'
)


class Provider(ThreadingHTTPServer):
    """``person`` is who is signed in here; ``bend`` changes what the next identity tokens say, ``sign`` how they are
    signed, ``told`` what the user information says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.reset()

    def reset(self) -> None:
        self.person: dict[str, Any] = {"sub": "1234", "email": "guest@example.org", "name": "Gus Guest"}
        self.person["email_verified"] = True
        self.bend: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.told: Callable[[dict[str, Any]], dict[str, Any]] = lambda person: person

    def signed(self, claims: dict[str, Any], key: Any = None, **header: str) -> str:
        return jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": KEY_ID} | header)

    def configuration(self) -> dict[str, Any]:
        ends = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        return {
            "issuer": self.issuer,
            **{end: f"{self.issuer}/{end.split('_')[0]}" for end in ends},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def allow(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent back to, with a code."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"] or not proven(form, asked):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        token = secrets.token_urlsafe()
        self.tokens[token] = self.person
        claims = self.bend(claims | {"sub": self.person["sub"]})
        return 200, {"access_token": token, "token_type": "Bearer", "id_token": self.sign(claims)}


def proven(form: dict[str, str], asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/authorization":
            self.answer(200, PAGE.encode(), "text/html")
        elif path == "/userinfo":
            person = self.server.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            self.tell(200 if person else 401, self.server.told(person) if person else {})
        elif path == "/jwks":
            self.tell(200, self.server.keys())
        elif path == "/.well-known/openid-configuration":
            self.tell(200, self.server.configuration())
        else:
            self.tell(404, {})

    def do_POST(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if path == "/authorization":
            self.send_response(302)
            self.send_header("Location", self.server.allow(fields(query)))
            self.end_headers()
        else:
            self.tell(*self.server.token(fields(body)))

    def tell(self, status: int, what: dict[str, Any]) -> None:
        self.answer(status, json.dumps(what).encode(), "application/json")

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Says nothing."""


def fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


@contextmanager
def running() -> Iterator[Provider]:
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, args=[0.05])
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
