"""compose.yaml and what stands in other files agree: units, settings, image, limits."""

from __future__ import annotations

import re

import pytest
import yaml

from network.web import body_limits
from tests.bin.scripts import ROOT
from tests.container import dockerfile
from tests.stack.processes import section, unit

TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
IMAGE = {i.name: i.arguments for i in dockerfile.read()[-1]}
ACQUAINT = ["web", "worker", "tick", "migrate"]
UNITS = {"web": "acquaint.service", "worker": "acquaint-worker@.service", "tick": "acquaint-tick.service"}
VARIABLE = re.compile(r"\$\{(\w+)(?::\?([^}]*))?\}")
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()
NGINX = (ROOT / "deploy" / "acquaint.nginx.conf").read_text()


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_an_image_with_a_version_or_is_built(name):
    service = SERVICES[name]
    assert service.get("build") == "." or re.fullmatch(r"[\w./-]+:\d[\w.-]*", service["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_says_how_it_is_and_what_follows_its_end(name):
    """Of worker and tick /readyz of the web server tells; `migrate` ends."""
    service = SERVICES[name]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    if name in ("worker", "tick", "migrate"):
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_gains_rights_or_fills_the_disk_with_its_log(name):
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    assert SERVICES[name]["logging"] == {"driver": "local"}


@pytest.mark.parametrize("name", ACQUAINT)
def test_the_services_of_acquaint_write_to_their_volumes_alone(name):
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], "/tmp")
    environment = dict(pair.split("=", 1) for pair in IMAGE["ENV"].split())
    folders = {each.partition(":")[2] for each in service["volumes"]}
    assert folders == {environment["DATA_DIR"], environment["BACKUP_DIR"]}
    assert {"user", "privileged", "cap_add"}.isdisjoint(service)


@pytest.mark.parametrize("name", ACQUAINT)
def test_one_image_runs_them_all_with_one_file_of_settings(name):
    keys = ("image", "build", "env_file", "environment", "volumes")
    assert {key: SERVICES[name][key] for key in keys} == {key: SERVICES["web"][key] for key in keys}
    assert SERVICES[name]["env_file"] == ".env"


def test_the_proxy_alone_can_be_reached_from_outside():
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "proxy": ["80:80", "443:443", "443:443/udp"]
    }
    assert not any("network_mode" in service for service in SERVICES.values())


def test_database_and_redis_reach_nobody_outside():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]
    assert SERVICES["proxy"]["networks"] == ["outside"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_commands_are_those_of_the_units(name):
    assert SERVICES[name]["command"] == unit(UNITS[name])


def test_tick_runs_as_often_as_the_timer():
    assert section("acquaint-tick.timer", "Timer")["OnCalendar"] == "*:*:00"
    assert SERVICES["tick"]["command"] == [*unit(UNITS["tick"]), "--every", "60"]


@pytest.mark.parametrize("name", UNITS)
def test_each_has_the_time_to_stop_and_the_number_of_tasks_of_its_unit(name):
    settings, service = section(UNITS[name], "Service"), SERVICES[name]
    assert service["pids_limit"] == int(settings["TasksMax"])
    if name != "tick":  # which has nothing to end
        assert seconds(service["stop_grace_period"]) == int(settings["TimeoutStopSec"])


def test_as_many_workers_as_the_target_has():
    wanted = re.findall(r"acquaint-worker@\d", section("acquaint.target", "Unit")["Wants"])
    assert SERVICES["worker"]["deploy"]["replicas"] == len(wanted)


@pytest.mark.parametrize("name", ["web", "worker", "tick"])
def test_nothing_starts_before_the_database_is_migrated(name):
    assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_every_variable_is_in_the_example_and_nothing_starts_without_it():
    listed = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    explained = {name for name, sentence in VARIABLE.findall(TEXT) if "bin/compose_env" in sentence}
    assert {name for name, _sentence in VARIABLE.findall(TEXT)} == explained
    assert explained == {"SITE_URL", "SECRET_KEY", "HASH_KEY", "POSTGRES_PASSWORD"} <= listed


def test_no_secret_stands_in_the_file():
    written = VARIABLE.sub("", TEXT)
    assert not re.search(r"(KEY|PASSWORD|SECRET): *\"?\w|//\w+:[^@/\s]+@", written)


def test_the_health_check_is_that_of_the_image():
    options, _, command = IMAGE["HEALTHCHECK"].partition(" CMD ")
    of_image = dict(re.findall(r"--([\w-]+)=(\S+)", options))
    check = {name.replace("-", "_"): value for name, value in of_image.items()}
    check |= {"test": ["CMD", *dockerfile.Instruction("", command).words()], "start_interval": "2s"}
    assert SERVICES["web"]["healthcheck"] == check


def test_backups_are_made_by_programs_of_the_version_of_the_database():
    (version,) = re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text())
    assert SERVICES["database"]["image"].endswith(f"/postgres:{version}-bookworm")


def test_redis_keeps_the_counts_of_the_rate_limits():
    command = " ".join(SERVICES["redis"]["command"])
    for option in re.findall(r"`(maxmemory[^`]*)`", (ROOT / "docs" / "deploy.md").read_text()):
        assert f"--{option}" in command


def test_every_named_volume_and_network_is_declared():
    mounted = [each for service in SERVICES.values() for each in service.get("volumes", [])]
    assert {each.partition(":")[0] for each in mounted if not each.startswith(".")} == set(COMPOSE["volumes"])
    joined = {each for service in SERVICES.values() for each in service["networks"]}
    assert joined == set(COMPOSE["networks"])
    assert all((ROOT / each.partition(":")[0]).exists() for each in mounted if each.startswith("."))


def test_the_proxy_limits_bodies_as_acquaint_does():
    sizes = dict(re.findall(r"request_body @(\w+) {\s*max_size (\w+)", CADDYFILE))
    limits = {
        "other": body_limits.BODY_LIMIT,
        "upload": body_limits.UPLOAD_LIMIT,
        "import": body_limits.IMPORT_LIMIT,
    }
    units = {"KiB": 1024, "MiB": 1024**2}
    assert {name: int(size[:-3]) * units[size[-3:]] for name, size in sizes.items()} == limits


def test_the_proxies_know_the_same_paths_with_uploads():
    (uploads,) = re.findall(r"location ~ (\S+) {", NGINX)
    assert len(re.findall(re.escape(f"{uploads}|^/anymail/"), CADDYFILE)) == 2
    (imports,) = re.findall(r"location = (/admin/\S+) {", NGINX)
    assert CADDYFILE.count(imports) == 2
    assert "location /anymail/ {" in NGINX


def test_the_proxy_keeps_the_readiness_check_to_itself():
    assert re.search(r"@inside path /readyz\b.*\n\s+respond @inside 404", CADDYFILE)
