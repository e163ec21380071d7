"""Services, files and settings that docs/container.md names exist."""

import re

import yaml

from tests.bin.scripts import ROOT

DOC = (ROOT / "docs" / "container.md").read_text()
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
COMMANDS = "\n".join(re.findall(r"```\n(.*?)```", DOC, re.DOTALL)) + "\n".join(
    re.findall(r"`(docker[^`]*)`", DOC)
)
WITH_ONE = r"docker compose (?:exec|run)(?: -T| --rm| --no-deps)* (\w+)"
WITH_SEVERAL = r"docker compose (?:stop|pull|restart|logs --since 1h|up --detach --wait) ([a-z ]+)"


def test_every_service_is_described_and_every_named_one_exists():
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", DOC, re.MULTILINE)))) == set(
        SERVICES
    )
    named = re.findall(WITH_ONE, COMMANDS) + " ".join(re.findall(WITH_SEVERAL, COMMANDS)).split()
    assert {"web", "database", "redis", "proxy", "worker", "tick"} == set(named)


def test_every_named_file_exists():
    named = re.findall(r"(?:deploy|bin)/[\w.-]*\w", DOC)
    assert {"bin/compose_env", "bin/backup", "bin/healthcheck.py", "deploy/Caddyfile"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists() and name != "bin/python"] == []


def test_every_named_setting_exists():
    known = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    named = set(re.findall(r"`([A-Z_]{6,})`", DOC))
    assert {"DATABASE_URL", "SITE_URL"} <= named
    assert named - {"SIGTERM"} <= known


def test_the_settings_that_compose_decides_are_named():
    required = {"SITE_URL", "SECRET_KEY", "HASH_KEY"}
    decided = set(SERVICES["web"]["environment"]) - required
    (sentence,) = re.findall(r"but for four that compose.yaml decides: (.*?)\.", DOC, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", sentence)) == decided
