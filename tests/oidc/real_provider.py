"""npm's oidc-provider, installed into a temporary folder and started there, and a browser that signs in at it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from bin.ports import free_port

SOURCE = Path(__file__).parent / "provider"
INSTALL = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
CALLBACK = "http://localhost:8000/accounts/oidc/callback/"
SECRET = "a-secret-of-the-tests"
ACCOUNTS = {
    "anna-1": {"email": "anna@school.example", "email_verified": True, "name": "Anna Ricci"},
    "mallory-1": {"email": "mallory@example.net", "email_verified": True, "name": "Mallory"},
    "unverified": {"email": "anna@school.example", "email_verified": False, "name": "Mallory"},
    "of-another": {"email": "anna@example.org", "email_verified": True, "name": "Mallory"},
}


def install(folder: Path) -> None:
    """As package-lock.json says. Raises `CalledProcessError`."""
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    subprocess.run([*INSTALL, "--cache", str(folder / "cache")], cwd=folder, check=True)


class RealProvider:
    """A running provider with two clients: acquaint and another-client. `ttl` is the life of an ID token in seconds."""

    def __init__(self, folder: Path, ttl: int = 60, claims_in_id_token: bool = False) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        names = ("acquaint", "another-client")
        clients = [
            {"client_id": name, "client_secret": SECRET, "redirect_uris": [CALLBACK]} for name in names
        ]
        configuration = {
            "clients": clients, "accounts": ACCOUNTS, "ttl": ttl, "claimsInIdToken": claims_in_id_token,
        }  # fmt: skip
        command = ["node", "provider.mjs", str(port), json.dumps(configuration)]
        environment = {"PATH": os.environ["PATH"], "NODE_ENV": "production"}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert any("ready" in line for line in self.process.stdout)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate()

    def authorize(self, url: str, login: str) -> str:
        """Sign in and consent at this URL; the path and query to which the browser is sent back."""
        with requests.Session() as browser:
            page = browser.get(url, allow_redirects=False)
            while True:
                if location := page.headers.get("Location"):
                    target = urljoin(page.url, location)
                    if target.startswith(CALLBACK):
                        parts = urlsplit(target)
                        return f"{parts.path}?{parts.query}"
                    page = browser.get(target, allow_redirects=False)
                else:
                    page = self._press(browser, page, login)

    def _press(self, browser: requests.Session, page: requests.Response, login: str) -> requests.Response:
        form = re.search(r'action="([^"]+)"', page.text)
        assert form, page.text
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)[1]
        data = {"prompt": prompt, "login": login, "password": "any"}
        return browser.post(urljoin(page.url, form[1]), data, allow_redirects=False)
