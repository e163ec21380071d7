"""docs/deploy.md names what is there."""

import re

from tests.bin.scripts import ROOT

TEXT = (ROOT / "docs" / "deploy.md").read_text()
SITE = (ROOT / "deploy" / "acquaint.nginx.conf").read_text()


def test_every_file_that_it_names_is_there():
    named = re.findall(r"(?:deploy|bin)/[\w@.-]*\w(?![\w*])", TEXT)
    assert {"bin/backup", "deploy/acquaint.nginx.conf"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists() and name not in PROGRAMS] == []


PROGRAMS = ("bin/python",)


def test_every_setting_that_it_names_is_one():
    known = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    named = set(re.findall(r"^([A-Z_]+)=", TEXT, re.MULTILINE)) | set(re.findall(r"`([A-Z_]{6,})[`=]", TEXT))
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
        assert f"`{unit}`" in TEXT


def test_the_proxy_scrubs_every_link_that_acts_for_its_holder():
    scrubbed = re.findall(r"^    ~\^(\S+?)\.?\s", SITE, re.MULTILINE)
    assert scrubbed == ["/i/", "/u/", "/accounts/confirm-email/", "/accounts/password/reset/key/"]
    written = set(re.findall(r"\$(\w+)", SITE.partition("log_format")[2].partition(";")[0]))
    assert written == {
        "time_iso8601", "request_method", "acquaint_path", "status", "body_bytes_sent", "request_time",
        "upstream_status",
    }  # fmt: skip
