"""nginx with the configuration of deploy/, with other paths and ports, in a folder with its own certificate."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.bin.scripts import ROOT
from tests.stack.browser import HOST

CONFIG = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 256; }}
http {{
    types {{ text/css css; text/javascript js; image/svg+xml svg; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/acquaint.nginx.conf;
}}
"""


def command(program: Path, folder: Path) -> list[str]:
    files = ["-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    return [str(program), "-p", str(folder), *files]


def certify(folder: Path) -> None:
    """Write a certificate of the site and its key."""
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    kind = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    name = ["-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run(["openssl", "req", "-x509", *kind, *name, *files], check=True, capture_output=True)


def configure(folder: Path, data: Path, changes: dict[str, str]) -> None:
    """Write the configuration with these changes: what is replaced, and by what. `data` takes the place of the data folder."""
    site = (ROOT / "deploy" / "acquaint.nginx.conf").read_text()
    for old, new in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        f"/etc/letsencrypt/live/{HOST}": str(folder),
        "/var/lib/acquaint/": f"{data}/",
        "/var/log/nginx/": f"{folder}/",
        "/etc/nginx/acquaint_proxy.conf": str(ROOT / "deploy" / "acquaint_proxy.conf"),
        **changes,
    }.items():
        assert old in site, old
        site = site.replace(old, new)
    (folder / "acquaint.nginx.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, user=user))
