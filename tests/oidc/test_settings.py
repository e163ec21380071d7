"""A wrong setting of the sign-in provider stops the start with one sentence that names it."""

import os
import subprocess
import sys

import pytest

from network.common import oidc_settings

GIVEN = {
    "issuer": "https://login.example.org/realms/school",
    "client_id": "acquaint",
    "client_secret": "a-secret",
    "name": "",
    "domains": [],
}


def read(is_local=False, **changed):
    return oidc_settings.read(**GIVEN | changed, is_local=is_local)


def test_it_is_off_without_an_issuer():
    assert oidc_settings.read("", "", "", "", [], is_local=False) is None


def test_the_name_is_by_default_the_host():
    assert (read().name, read(name=" School ").name) == ("login.example.org", "School")


def test_it_owns_addresses_of_its_domains_alone():
    provider = read(domains=["School.example", " bücher.example"])
    assert provider.owns("anna@school.example")
    assert provider.owns("anna@xn--bcher-kva.example")
    for domain in ("example", "old.school.example", "notschool.example", "school.example.org"):
        assert not provider.owns(f"anna@{domain}")


@pytest.mark.parametrize("name", ["client_id", "client_secret", "name", "domains"])
def test_others_need_an_issuer(name):
    given = dict.fromkeys(GIVEN, "") | {"domains": [], name: ["a.example"] if name == "domains" else "x"}
    with pytest.raises(oidc_settings.InvalidOIDCSettings, match=rf"^OIDC_{name.upper()} needs OIDC_ISSUER"):
        oidc_settings.read(**given, is_local=False)


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
@pytest.mark.parametrize("value", ["", "two\nlines"])
def test_an_issuer_needs_a_client(name, value):
    with pytest.raises(oidc_settings.InvalidOIDCSettings, match=rf"^OIDC_{name.upper()} must be given"):
        read(**{name: value})


@pytest.mark.parametrize(
    "issuer",
    [
        "login.example.org", "https://", "https://login.example.org/?a=b", "https://login.example.org/#", "https://a@b.example",
        "http://login.example.org", "ftp://login.example.org", "https://[::1", "https://a.example:x", "https://é.example",
        "https://a.example/ b", "https://a.example/" + "b" * 200, "http://127.0.0.1:9000",
    ],
)  # fmt: skip
def test_an_issuer_is_a_secure_url(issuer):
    with pytest.raises(oidc_settings.InvalidOIDCSettings, match=r"^OIDC_ISSUER must"):
        read(issuer=issuer)


def test_a_local_site_may_have_a_local_provider():
    assert read(is_local=True, issuer="http://127.0.0.1:9000").issuer == "http://127.0.0.1:9000"
    with pytest.raises(oidc_settings.InvalidOIDCSettings):
        read(is_local=True, issuer="http://login.example.org")


@pytest.mark.parametrize("name", ["two\nlines", "x" * 41])
def test_a_name_is_short(name):
    with pytest.raises(oidc_settings.InvalidOIDCSettings, match=r"^OIDC_NAME"):
        read(name=name)


@pytest.mark.parametrize(
    "domain", ["*", "com", "co.uk", "a@school.example", "https://school.example", "*.school.example"]
)
def test_a_domain_is_one_that_somebody_can_own(domain):
    with pytest.raises(oidc_settings.InvalidOIDCSettings, match=r"^OIDC_DOMAINS"):
        read(domains=[domain])


def test_its_packages_are_loaded_only_where_it_is_on(tmp_path):
    """They need memory in each web process."""
    code = """import sys, django; django.setup()
from django.urls import get_resolver; get_resolver().url_patterns
print(*({"requests", "jwt"} & {*sys.modules}))"""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "network.settings",
    }
    on = {"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    loaded = [
        subprocess.run(
            [sys.executable, "-c", code], env=environment | more, capture_output=True, check=True, text=True
        ).stdout
        for more in ({}, on)
    ]
    assert [set(names.split()) for names in loaded] == [set(), {"requests", "jwt"}]
