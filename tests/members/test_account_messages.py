"""What account pages say in place of allauth's and Django's own words."""

import re

import pytest

from network.members.accounts.adapter import AccountAdapter
from network.members.accounts.mfa import TwoStepAdapter

PASSWORD_HELP = (
    "At least 8 characters. Common passwords, and those like your name or e-mail address, are refused."
)


@pytest.mark.parametrize("adapter", [AccountAdapter, TwoStepAdapter])
def test_messages_spell_e_mail_in_one_way(adapter):
    assert not [
        text for text in adapter.error_messages.values() if re.search(r"\bemail", str(text), re.IGNORECASE)
    ]


def test_a_wrong_password_is_said_in_our_words(client, db):
    page = client.post("/accounts/login/", {"login": "anna@example.org", "password": "wrong"})
    assert "Wrong e-mail address or password." in page.content.decode()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/password/set/"])
def test_the_rules_of_passwords_are_one_sentence(client, confirmed_client_for, anna, path):
    page = (client if "signup" in path else confirmed_client_for(anna)).get(path).content.decode()
    assert PASSWORD_HELP in page
    assert "<ul><li>" not in page


@pytest.mark.parametrize("path", ["/settings/", "/settings/email/", "/accounts/2fa/", "/accounts/sessions/"])
def test_the_list_of_settings_marks_the_page(client_for, anna, path):
    page = client_for(anna).get(path).content.decode()
    assert f'<li><a href="{path}" aria-current="page">' in page
    assert page.count('aria-current="page"') == 1
