"""The same attempts as in `test_attacks.py`, at a real provider, which signs what it is asked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from network.members.models import Export
from network.members.oidc import exchange, id_token
from tests.oidc.conftest import begin, begin_confirmation, begin_link, member_of
from tests.oidc.real_provider import RealProvider, install
from tests.oidc.test_attacks import believe_any_address, own_every_domain, weaken_decoding, weaken_state

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provider")
    install(folder)
    return folder


@pytest.fixture
def start(folder, settings, db):
    """A function that starts a provider and makes it that of the site."""
    running = []

    def start_provider(**options) -> RealProvider:
        running.append(RealProvider(folder, **options))
        settings.SIGN_IN_PROVIDER = replace(settings.SIGN_IN_PROVIDER, issuer=running[0].url)
        cache.clear()
        return running[0]

    yield start_provider
    for provider in running:
        provider.stop()


def link(anna, provider) -> SocialAccount:
    return SocialAccount.objects.create(user=anna, provider=provider.url, uid="anna-1")


@pytest.mark.parametrize("claims_in_id_token", [False, True])
def test_a_member_links_and_signs_in(start, anna, client_for, claims_in_id_token):
    """With the address in the ID token, and at the other endpoint."""
    provider = start(claims_in_id_token=claims_in_id_token)
    browser = client_for(anna)
    browser.get(provider.authorize(begin_link(browser), "mallory-1"))
    found = SocialAccount.objects.get()
    assert (found.user, found.uid, found.extra_data) == (anna, "mallory-1", {"email": "mallory@example.net"})
    other = client_for()
    other.get(provider.authorize(begin(other), "mallory-1"))
    assert member_of(other) == anna


@pytest.mark.parametrize(("login", "status"), [("anna-1", 302), ("mallory-1", 403)])
def test_a_member_confirms(start, anna, client_for, login, status):
    """It says when it has asked for the password."""
    provider = start()
    link(anna, provider)
    anna.set_unusable_password()
    anna.save()
    browser = client_for(anna)
    browser.post("/settings/export/")
    assert (
        browser.get(provider.authorize(begin_confirmation(browser, "/settings/export/"), login)).status_code
        == status
    )
    assert Export.objects.count() == (status == 302)


def test_a_client_that_sends_its_secret_in_the_form(start, anna, client, monkeypatch):
    provider = start()
    link(anna, provider)
    description = exchange.describe() | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    monkeypatch.setattr(exchange, "describe", lambda: description)
    client.get(provider.authorize(begin(client), "anna-1"))
    assert member_of(client) == anna


def with_wrong_nonce(_monkeypatch, provider, attacker, _victim):
    """A code that somebody else has begun to ask for; its PKCE is known to the attacker."""
    url = begin(attacker)
    attacker.get(provider.authorize(re.sub(r"nonce=\w+", "nonce=of-another-sign-in", url), "anna-1"))


def with_wrong_state(_monkeypatch, provider, attacker, victim):
    """Anna is linking; her browser is led to an answer for Mallory with a state of Mallory's own."""
    hers = begin_link(victim)
    path = provider.authorize(re.sub(r"state=\w+", "state=of-mallory", hers), "mallory-1")
    victim.get(path)
    attacker.get(provider.authorize(begin(attacker), "mallory-1"))


def with_wrong_audience(monkeypatch, provider, attacker, _victim):
    """A token that the provider has signed for another client comes back in place of the site's."""
    url = begin(attacker).replace("client_id=acquaint", "client_id=another-client")
    path = provider.authorize(url, "anna-1")
    own = exchange._exchange

    def as_another_client(*args):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exchange, "provider", lambda: replace(real(), client_id="another-client"))
            return own(*args)

    real = exchange.provider
    monkeypatch.setattr(exchange, "_exchange", as_another_client)
    attacker.get(path)


def with_expired_token(_monkeypatch, provider, attacker, _victim):
    attacker.get(provider.authorize(begin(attacker), "anna-1"))


def with_unverified_address(_monkeypatch, provider, attacker, _victim):
    attacker.get(provider.authorize(begin(attacker), "unverified"))


def with_address_of_another(_monkeypatch, provider, attacker, _victim):
    attacker.get(provider.authorize(begin(attacker), "of-another"))


ATTACKS = {
    with_wrong_nonce: lambda patch: patch.setattr(id_token, "_is_same", lambda *_args: True),
    with_wrong_state: weaken_state,
    with_wrong_audience: weaken_decoding(verify_aud=False),
    with_expired_token: weaken_decoding(verify_exp=False),
    with_unverified_address: believe_any_address,
    with_address_of_another: own_every_domain,
}
LINKED = {with_wrong_nonce, with_wrong_audience, with_expired_token}


@pytest.fixture
def tried(start, anna, client_for, monkeypatch):
    def try_attack(attack) -> bool:
        provider = start(ttl=-120 if attack is with_expired_token else 60)
        if attack in LINKED:
            link(anna, provider)
        attacker = client_for()
        attack(monkeypatch, provider, attacker, client_for(anna))
        return member_of(attacker) == anna

    return try_attack


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_refused(tried, attack):
    assert not tried(attack)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_attack_works_where_its_check_is_weak(tried, monkeypatch, attack):
    ATTACKS[attack](monkeypatch)
    assert tried(attack)


def test_the_provider_checks_who_has_begun(start, anna, client, client_for):
    """A stolen code is worth nothing without the secret of the browser that has begun (PKCE)."""
    provider = start()
    link(anna, provider)
    attacker = client_for()
    stolen = provider.authorize(begin(client), "anna-1")
    own = re.search(r"state=(\w+)", begin(attacker))[1]
    assert attacker.get(re.sub(r"state=\w+", f"state={own}", stolen)).status_code == 502
    assert member_of(attacker) is None


def test_a_domain_of_the_provider_signs_in_without_linking(start, anna, client):
    provider = start()
    client.get(provider.authorize(begin(client), "anna-1"))
    assert member_of(client) == anna
