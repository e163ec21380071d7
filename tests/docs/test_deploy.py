"""Files, settings and units that the pages about running a site on one machine name exist."""

import re

from tests.bin.scripts import ROOT

DEPLOY_DOC = "".join((ROOT / "docs" / f"{page}.md").read_text() for page in ("deploy", "upgrade", "backup"))
NGINX_CONF = (ROOT / "deploy" / "acquaint.nginx.conf").read_text()


def test_every_named_file_exists():
    named = re.findall(r"(?:deploy|bin)/[\w@.-]*\w(?![\w*])", DEPLOY_DOC)
    assert {"bin/backup", "deploy/acquaint.nginx.conf"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists() and name not in PROGRAMS] == []


PROGRAMS = ("bin/python",)


def test_every_named_setting_exists():
    known = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    named = set(re.findall(r"^([A-Z_]+)=", DEPLOY_DOC, re.MULTILINE)) | set(
        re.findall(r"`([A-Z_]{6,})[`=]", DEPLOY_DOC)
    )
    assert {"SECRET_KEY", "HASH_KEY", "SITE_URL"} <= named
    assert named - {"WEB_CONCURRENCY"} <= known


def test_every_unit_is_described():
    for unit in (
        "acquaint.socket",
        "acquaint.service",
        "acquaint-worker@1",
        "acquaint-tick.timer",
        "acquaint.target",
    ):
        assert f"`{unit}`" in DEPLOY_DOC


def test_the_proxy_log_masks_every_secret_link():
    masked_prefixes = re.findall(r"^    ~\^(\S+?)\.?\s", NGINX_CONF, re.MULTILINE)
    secret_links = ["/i/", "/u/", "/join/", "/joining/link/", "/card/", "/not-me/", "/welcome/"]
    assert masked_prefixes == [*secret_links, "/accounts/confirm-email/", "/accounts/password/reset/key/"]
    logged_fields = set(re.findall(r"\$(\w+)", NGINX_CONF.partition("log_format")[2].partition(";")[0]))
    assert logged_fields == {
        "time_iso8601", "request_method", "acquaint_path", "status", "body_bytes_sent", "request_time",
        "upstream_status",
    }  # fmt: skip
