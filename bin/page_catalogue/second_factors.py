"""Authenticator app, recovery codes, passkeys."""

from __future__ import annotations

from bin.page_catalogue.definitions import ALLAUTH, IN_TEST_ACCOUNTS, SUBMIT, Screen, Url, Visit

URLS = [
    Url(
        "mfa_signup_webauthn",
        access_tested_in=ALLAUTH,
        screens=[
            Screen("signup-make-passkey", "making a passkey"),
        ],
        no_visit=IN_TEST_ACCOUNTS,
    ),
    Url(
        "mfa_reauthenticate",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "reauthenticate-code"),
        ],
        screens=[
            Screen("reauthenticate-code", "vera"),
        ],
    ),
    Url(
        "mfa_reauthenticate_webauthn",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "reauthenticate-passkey"),
        ],
        screens=[
            Screen("reauthenticate-passkey", "vera"),
        ],
    ),
    Url(
        "mfa_authenticate",
        access_tested_in=ALLAUTH,
        screens=[
            Screen("second-factor", "second factor"),
        ],
        no_visit=IN_TEST_ACCOUNTS,
    ),
    Url(
        "mfa_index",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "mfa"),
            Visit("new_member", "mfa"),
        ],
        screens=[
            Screen("mfa-off"),
            Screen("mfa-on", "vera"),
        ],
    ),
    Url(
        "mfa_activate_totp",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("new_member", "app-on"),
        ],
        screens=[
            Screen("app-on"),
            Screen("app-wrong", fill=(("[name=code]", "1"),), press=SUBMIT),
        ],
    ),
    Url(
        "mfa_deactivate_totp",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "app-off"),
        ],
        screens=[
            Screen("app-off", "vera"),
        ],
    ),
    Url(
        "mfa_view_recovery_codes",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "codes"),
        ],
        screens=[
            Screen("codes", "vera"),
        ],
    ),
    Url(
        "mfa_generate_recovery_codes",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "codes-new"),
        ],
        screens=[
            Screen("codes-new", "vera"),
        ],
    ),
    Url(
        "mfa_list_webauthn",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "passkeys"),
            Visit("new_member", "passkeys"),
        ],
        screens=[
            Screen("passkeys", "vera"),
            Screen("passkeys-none"),
        ],
    ),
    Url(
        "mfa_add_webauthn",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "passkey-new"),
        ],
        screens=[
            Screen("passkey-new"),
        ],
    ),
    Url(
        "mfa_edit_webauthn",
        argument="passkey",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "passkey-name", target="passkey"),
        ],
        screens=[
            Screen("passkey-name", "vera", target="passkey"),
        ],
    ),
    Url(
        "mfa_remove_webauthn",
        argument="passkey",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "passkey-remove", target="passkey"),
        ],
        screens=[
            Screen("passkey-remove", "vera", target="passkey"),
        ],
    ),
    Url("mfa_download_recovery_codes", access_tested_in=ALLAUTH, no_page="a file"),
    Url("mfa_login_webauthn", access_tested_in=ALLAUTH, no_page="JSON for the script of the sign-in page"),
]
