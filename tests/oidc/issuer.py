"""A provider in a thread, which a test makes misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
ANNA = {"sub": "anna-1", "email": "anna@school.example", "email_verified": True, "name": "Anna Ricci"}
MALLORY = {"sub": "mallory-1", "email": "mallory@example.net", "email_verified": True, "name": "Mallory"}


class Issuer:
    """Answers as `claims`, `algorithm`, `key` and `answers` say; `requests` lists the paths that were asked for.

    `delay` is in seconds for each answer. `answers` maps a path to what is sent there instead: bytes, a status, or a function of the handler.
    """

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"issuer": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.claims, self.userinfo, self.answers, self.requests, self.person = {}, {}, {}, [], ANNA
        self.key, self.algorithm, self.checks_pkce, self.codes, self.delay = KEY, "RS256", True, {}, 0
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, url: str, **claims) -> str:
        """Sign in as this person at the URL that the site leads to; the path to which the browser is sent back."""
        query = dict(parse_qsl(urlsplit(url).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = query, claims
        callback = urlsplit(query["redirect_uri"]).path
        return f"{callback}?{urlencode({'code': code, 'state': query['state'], 'iss': self.url})}"

    def tokens(self, form: dict[str, str]) -> dict[str, str]:
        query, claims = self.codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if self.checks_pkce:
            assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query["code_challenge"]
        now = int(time.time())
        standard = {"iss": self.url, "aud": "acquaint", "iat": now, "exp": now + 60, "nonce": query["nonce"]}
        key = self.key if self.algorithm != "none" else None
        token = jwt.encode(standard | claims | self.claims, key, self.algorithm, {"kid": "one"})
        return {"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}

    def keys(self) -> dict[str, list[dict[str, str]]]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{"kid": "enc", "kty": "EC", "use": "enc"}, public | {"kid": "one", "use": "sig"}]}

    def description(self) -> dict[str, str]:
        paths = ("authorization", "token", "userinfo")
        return {f"{path}_endpoint": f"{self.url}/{path}" for path in paths} | {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
        }


class Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        if self.path.startswith("/authorization?"):
            return self.send_back()
        bodies = {
            "/.well-known/openid-configuration": self.issuer.description,
            "/keys": self.issuer.keys,
            "/userinfo": lambda: self.issuer.userinfo,
        }
        return self.answer(bodies[self.path])

    def send_back(self) -> None:
        """A browser is at once signed in as `person`."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        back = urlsplit(self.issuer.authorize(self.path, **self.issuer.person))
        self.send_response(303)
        self.send_header("Location", f"{query['redirect_uri']}?{back.query}")
        self.end_headers()

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(text).items()}
        expected = base64.b64encode(b"acquaint:a-secret-of-the-tests").decode()
        assert self.headers["Authorization"] == f"Basic {expected}"
        self.answer(lambda: self.issuer.tokens(form))

    def answer(self, make) -> None:
        self.issuer.requests.append(self.path)
        time.sleep(self.issuer.delay)
        planned = self.issuer.answers.get(self.path)
        if callable(planned):
            planned(self)
            return
        status = planned if isinstance(planned, int) else 200
        body = planned if isinstance(planned, bytes) else json.dumps(make() if status == 200 else {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass
