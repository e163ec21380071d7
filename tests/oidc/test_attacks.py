"""Attempts to get into Anna's account through the provider. Each is refused, and works where its one check is weakened."""

from __future__ import annotations

import time

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from network.common.oidc_settings import SignInProvider
from network.members.oidc import exchange, id_token, identity, links
from tests.members.account import PASSWORD
from tests.oidc.conftest import begin, begin_confirmation, begin_link, member_of, sign_in
from tests.oidc.issuer import ANNA, MALLORY, OTHER_KEY


def wrong_nonce(issuer, attacker, _victim):
    """A token of Anna, made for another sign-in of hers."""
    sign_in(attacker, issuer, ANNA | {"nonce": "of-another-sign-in"})


def wrong_state(issuer, attacker, victim):
    """Anna is linking her account; a page leads her browser to an answer for Mallory's. The provider checks nothing."""
    own, hers = begin(attacker), begin_link(victim)
    issuer.checks_pkce = False
    nonce = hers.partition("nonce=")[2].partition("&")[0]
    victim.get(issuer.authorize(own, **MALLORY | {"nonce": nonce}))
    if member_of(victim):
        sign_in(attacker, issuer, MALLORY)


def wrong_audience(issuer, attacker, _victim):
    """A token that Anna has given to another client of the provider."""
    sign_in(attacker, issuer, ANNA | {"aud": "another-client"})


def wrong_issuer(issuer, attacker, _victim):
    sign_in(attacker, issuer, ANNA | {"iss": "https://another.example"})


def expired(issuer, attacker, _victim):
    sign_in(attacker, issuer, ANNA | {"exp": int(time.time()) - 120})


def wrong_key(issuer, attacker, _victim):
    issuer.key = OTHER_KEY
    sign_in(attacker, issuer, ANNA)


def other_party(issuer, attacker, _victim):
    sign_in(attacker, issuer, ANNA | {"aud": ["acquaint", "another-client"], "azp": "another-client"})


def unverified_address(issuer, attacker, _victim):
    """An account with an address of the provider's domain that nobody has verified."""
    sign_in(attacker, issuer, MALLORY | {"email": ANNA["email"], "email_verified": False})


def address_of_another(issuer, attacker, _victim):
    """The provider says that Mallory has Anna's address, in a domain that is not the provider's."""
    sign_in(attacker, issuer, MALLORY | {"email": "anna@example.org"})


def other_provider(issuer, attacker, _victim):
    """The same subject at the provider that the site has now."""
    SocialAccount.objects.update(provider="https://earlier.example")
    sign_in(attacker, issuer, ANNA | {"email_verified": False})


def other_userinfo(issuer, attacker, _victim):
    """The unsigned answer describes Anna, the token Mallory."""
    issuer.userinfo = {"sub": "anna-1", "email": ANNA["email"], "email_verified": True}
    sign_in(attacker, issuer, {"sub": "mallory-1"})


def set_password(issuer, attacker, victim, person):
    """In Anna's unlocked browser: confirm as this person, choose a first password, and sign in with it elsewhere."""
    anna = member_of(victim)
    anna.set_unusable_password()
    anna.save()
    victim.force_login(anna, backend="network.members.accounts.backends.AddressBackend")
    victim.get(issuer.authorize(begin_confirmation(victim), **person))
    victim.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    attacker.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD})


def earlier_sign_in(issuer, attacker, victim):
    """The provider signs Anna's browser in without a question."""
    set_password(issuer, attacker, victim, ANNA | {"auth_time": int(time.time()) - 300})


def sign_in_without_time(issuer, attacker, victim):
    set_password(issuer, attacker, victim, ANNA)


def confirmed_as_another(issuer, attacker, victim):
    set_password(issuer, attacker, victim, MALLORY | {"auth_time": int(time.time())})


def weaken_decoding(**options):
    def weaken(monkeypatch):
        decode = jwt.decode
        monkeypatch.setattr(
            jwt,
            "decode",
            lambda *args, **more: decode(*args, **more | {"options": more["options"] | options}),
        )

    return weaken


def weaken_state(monkeypatch):
    newest = lambda request: exchange.Begun(**list(request.session["socialaccount_states"].values())[-1][0])  # noqa: E731
    monkeypatch.setattr(exchange, "take_begun", newest)


def believe_any_address(monkeypatch):
    monkeypatch.setattr(identity, "_verified_address", lambda claims: claims["email"])


def own_every_domain(monkeypatch):
    monkeypatch.setattr(SignInProvider, "owns", lambda *_args: True)


def believe_any_provider(monkeypatch):
    monkeypatch.setattr("network.members.oidc.links._issuer", lambda: "https://earlier.example")


def believe_userinfo(monkeypatch):
    monkeypatch.setattr(exchange, "_more_claims", lambda url, token, subject: exchange.fetch_json("GET", url))


def set_function(name, function):
    return lambda monkeypatch: monkeypatch.setattr(id_token, name, function)


def believe_any_time(monkeypatch):
    monkeypatch.setattr(id_token, "check_time", lambda *_args: None)


def believe_any_account(monkeypatch):
    monkeypatch.setattr(links, "find_link", lambda _identity: SocialAccount.objects.get())


ATTACKS = {
    wrong_nonce: set_function("_is_same", lambda *_args: True),
    wrong_state: weaken_state,
    wrong_audience: weaken_decoding(verify_aud=False),
    expired: weaken_decoding(verify_exp=False),
    unverified_address: believe_any_address,
    address_of_another: own_every_domain,
    wrong_issuer: weaken_decoding(verify_iss=False),
    wrong_key: weaken_decoding(verify_signature=False, verify_exp=False),
    other_party: set_function("_check_party", lambda *_args: None),
    other_provider: believe_any_provider,
    other_userinfo: believe_userinfo,
    earlier_sign_in: believe_any_time,
    sign_in_without_time: believe_any_time,
    confirmed_as_another: believe_any_account,
}
NEEDS_NO_LINK = {unverified_address, address_of_another, wrong_state, other_userinfo}


@pytest.fixture
def tried(issuer, anna, client_for):
    """A function that tries an attack and returns whether the attacker is in Anna's account."""

    def try_attack(attack) -> bool:
        if attack not in NEEDS_NO_LINK:
            SocialAccount.objects.create(user=anna, provider=issuer.url, uid="anna-1")
        attacker, victim = client_for(), client_for(anna)
        attack(issuer, attacker, victim)
        return member_of(attacker) == anna

    return try_attack


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_refused(tried, attack):
    assert not tried(attack)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_attack_works_where_its_check_is_weak(tried, monkeypatch, attack):
    ATTACKS[attack](monkeypatch)
    assert tried(attack)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_is_not_signed_with_a_public_key_is_refused(issuer, linked, client, algorithm):
    """HS256 with the client secret."""
    issuer.algorithm, issuer.key = algorithm, settings.SIGN_IN_PROVIDER.client_secret + " " * 20
    assert sign_in(client, issuer, ANNA).status_code == 502
    assert member_of(client) is None


def test_an_answer_counts_once(issuer, linked, client, client_for):
    path = issuer.authorize(begin(client), **ANNA)
    assert client_for().get(path).status_code == 400
    client.get(path)
    assert member_of(client) == linked.user
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("has_begun", [False, True])
def test_nobody_is_led_into_the_account_of_somebody_else(issuer, anna, bruno, client_for, has_begun):
    """Mallory sends their own answer to a visitor, who may be signing in at this moment."""
    SocialAccount.objects.create(user=bruno, provider=issuer.url, uid="mallory-1")
    visitor, path = client_for(), issuer.authorize(begin(client_for()), **MALLORY)
    if has_begun:
        begin(visitor)
    assert (visitor.get(path).status_code, member_of(visitor)) == (400, None)


def test_nobody_links_their_account_to_another_member(issuer, anna, bruno, client_for):
    """Anna begins to link; in the same browser Bruno signs in, and the answer comes."""
    browser = client_for(anna)
    path = issuer.authorize(begin_link(browser), **ANNA)
    browser.logout()
    browser.force_login(bruno, backend="network.members.accounts.backends.AddressBackend")
    assert (browser.get(path).status_code, SocialAccount.objects.count()) == (400, 0)


def test_an_answer_of_another_provider_is_refused(issuer, linked, client):
    path = issuer.authorize(begin(client), **ANNA)
    assert client.get(path.partition("&iss=")[0] + "&iss=https://another.example").status_code == 502


def test_an_address_that_went_to_somebody_else_opens_nothing(issuer, linked, client):
    """The provider gives out Anna's address anew, while her own account there is linked."""
    assert sign_in(client, issuer, MALLORY | {"email": ANNA["email"]}).status_code == 409
    assert member_of(client) is None
