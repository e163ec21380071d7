"""The services of compose.yaml: those of the image in containers, the others from Debian, behind Debian's Caddy."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import yaml

from bin.ports import free_port
from tests.bin.scripts import ROOT, load
from tests.container.engine import ANY_MACHINE, IMAGE, RESTRICTED, Engine, Failed
from tests.redis_server import Server
from tests.stack.browser import SITE, Browser
from tests.stack.processes import wait_until
from tests.stack.sink import MailServer, Sink

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OLDER_NAMES = {r"request_buffers \S+": "buffer_requests", r"response_buffers \S+": "buffer_responses"}
"""Options of Caddy 2.6 for those of later versions."""


class Site:
    """`database` and `redis` are the URLs of servers on this machine."""

    def __init__(self, engine: Engine, folder: Path, database: str, redis: str) -> None:
        self.engine, self.folder, self.sink = engine, folder, Sink()
        self.port, self.https_port, self.mail = free_port(), free_port(), MailServer(self.sink)
        self.settings = {
            "SITE_URL": SITE,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "HASH_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": database,
            "CACHE_URL": redis,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "MAIL_SPREAD_SECONDS": "1",
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "2",
        }
        self.caddy: subprocess.Popen[bytes] | None = None

    def options(self) -> list[str]:
        """As in compose.yaml, but on the network of this machine."""
        variables = [f"--env={name}={value}" for name, value in self.settings.items()]
        volumes = [f"--volume={volume}" for volume in SERVICES["web"]["volumes"]]
        return [*RESTRICTED, *variables, *volumes]

    def once(self, *command: str) -> str:
        """What a container says that ends. Raises `Failed`."""
        return self.engine.once(*command, options=self.options())

    def start(self, name: str, *arguments: str) -> None:
        """Start a service of compose.yaml, with these at the end of its command."""
        command = [*SERVICES[name]["command"], *arguments]
        self.engine.podman(
            "run", "--detach", f"--name={name}", *ANY_MACHINE, *self.options(), IMAGE, *command
        )

    def within(self, name: str, *command: str) -> str:
        """What a command says in the container of a service. Raises `Failed`."""
        return self.engine.podman("exec", name, *command)

    def stop(self, name: str) -> int:
        """Stop it in the time that compose.yaml gives it; returns the exit code, 137 if it was killed."""
        self.engine.podman("stop", f"--time={SERVICES[name]['stop_grace_period'].removesuffix('s')}", name)
        return int(self.engine.podman("inspect", "--format={{.State.ExitCode}}", name))

    def start_again(self, name: str) -> None:
        self.engine.podman("start", name)
        wait_until(self.is_ready, f"readiness after the start of {name}")

    def is_ready(self) -> bool:
        try:
            return self.within("web", "python", "bin/healthcheck.py", "/readyz") == "ok"
        except Failed:
            return False

    @contextmanager
    def other_database(self) -> Iterator[None]:
        """Containers that start during the block have an empty database."""
        url = self.settings["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE other TEMPLATE template0")
        self.settings["DATABASE_URL"] = f"{url.rpartition('/')[0]}/other"
        yield
        self.settings["DATABASE_URL"] = url

    def start_caddy(self, program: str) -> None:
        """With a certificate that it signs itself, on other ports."""
        text = (ROOT / "deploy" / "Caddyfile").read_text()
        for option, name in OLDER_NAMES.items():
            text = re.sub(option, name, text)
        ports = f"http_port {free_port()}\n\thttps_port {self.https_port}\n\tadmin off\n\tskip_install_trust"
        text = text.replace("{\n\tservers {", f"{{\n\t{ports}\n\tservers {{", 1)
        text = text.replace("{$SITE_URL} {", "{$SITE_URL} {\n\ttls internal", 1)
        file = self.folder / "Caddyfile"
        file.write_text(text.replace("web:8000", f"127.0.0.1:{self.port}"))
        environment = {"SITE_URL": SITE, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        with (self.folder / "caddy.log").open("wb") as log:
            command = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
            self.caddy = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        wait_until(self.certificate.exists, "certificate of Caddy")
        wait_until(lambda: self.browser().status("/healthz") == 200, "Caddy")

    @property
    def certificate(self) -> Path:
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def browser(self, source: str = "127.0.0.1") -> Browser:
        return Browser(self.https_port, self.certificate, source)

    def close(self) -> None:
        if self.caddy:
            self.caddy.terminate()
            self.caddy.wait()
        self.mail.stop()
        self.engine.podman("rm", "--all", "--force", "--time=0")
        self.engine.podman("volume", "rm", "--all", "--force")


@contextmanager
def running_site(engine: Engine, folder: Path) -> Iterator[Site]:
    """The site of compose.yaml, ready for its first member; stops it at the end of the block."""
    with ExitStack() as stack:
        database, redis = stack.enter_context(load("postgres").running()), Server(folder)
        stack.callback(redis.kill)
        redis.start()
        site = Site(engine, folder, database, f"rediscache://127.0.0.1:{redis.port}/0")
        stack.callback(site.close)
        site.once(*SERVICES["migrate"]["command"])
        site.start("web")
        site.start("worker")
        site.start("tick")
        wait_until(site.is_ready, "readiness")
        site.start_caddy(str(shutil.which("caddy")))
        yield site
