"""Sign-up, sign-in, passwords, e-mail addresses, sessions."""

from __future__ import annotations

from bin.page_catalogue.definitions import ALLAUTH, IN_TEST_ACCOUNTS, SUBMIT, Screen, Url, Visit

URLS = [
    Url(
        "account_login",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "login"),
        ],
        screens=[
            Screen("login", ""),
            Screen(
                "login-wrong",
                "",
                fill=(
                    ("[name=login]", "anna@example.org"),
                    ("[name=password]", "no"),
                ),
                press=SUBMIT,
            ),
        ],
    ),
    Url(
        "account_signup",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "signup"),
        ],
        screens=[
            Screen("signup", ""),
            Screen(
                "signup-wrong",
                "",
                fill=(
                    ("[name=email]", "nobody"),
                    ("[name=password1]", "1"),
                ),
                press=SUBMIT,
            ),
        ],
    ),
    Url(
        "account_signup_by_passkey",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "signup-by-passkey"),
        ],
        screens=[
            Screen("signup-by-passkey", ""),
        ],
    ),
    Url(
        "account_confirm_email",
        argument="confirmation key",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "confirm", target="confirmation key"),
        ],
        screens=[
            Screen("confirm-address", "", target="confirmation key"),
        ],
    ),
    Url(
        "account_reset_password",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "reset"),
        ],
        screens=[
            Screen("reset", ""),
        ],
    ),
    Url(
        "account_reset_password_done",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "reset-sent"),
        ],
        screens=[
            Screen("reset-sent", ""),
        ],
    ),
    Url(
        "account_reset_password_from_key",
        argument="reset key",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "new-password", target="reset key"),
        ],
        screens=[
            Screen("reset-choose", "resetting", target="reset key"),
            Screen("reset-expired", "", target="expired reset"),
        ],
    ),
    Url(
        "account_reset_password_from_key_done",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "reset-done"),
        ],
        screens=[
            Screen("reset-done", ""),
        ],
    ),
    Url(
        "account_inactive",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("anonymous", "inactive"),
        ],
        screens=[
            Screen("inactive", ""),
        ],
    ),
    Url(
        "account_email",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("member", "addresses"),
            Visit("second_factor", "addresses"),
        ],
        screens=[
            Screen("addresses"),
        ],
    ),
    Url(
        "account_change_password",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("member", "password"),
            Visit("second_factor", "password"),
        ],
        screens=[
            Screen("password"),
        ],
    ),
    Url(
        "account_set_password",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("new_member", "password-first"),
        ],
        screens=[
            Screen("password-first", "passkey alone"),
        ],
    ),
    Url(
        "usersessions_list",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "sessions"),
            Visit("new_member", "sessions"),
        ],
        screens=[
            Screen("sessions"),
        ],
    ),
    Url(
        "account_logout",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "logout"),
        ],
        screens=[
            Screen("logout"),
        ],
    ),
    Url(
        "account_reauthenticate",
        access_tested_in=ALLAUTH,
        visits=[
            Visit("second_factor", "reauthenticate"),
        ],
        screens=[
            Screen("reauthenticate"),
        ],
    ),
    Url("account_confirm_login_code", access_tested_in=ALLAUTH, no_page="sign-in by e-mailed code is off"),
    Url(
        "account_email_verification_sent",
        access_tested_in=ALLAUTH,
        no_visit=IN_TEST_ACCOUNTS,
        no_screen="redirects to the form for the code",
    ),
]
