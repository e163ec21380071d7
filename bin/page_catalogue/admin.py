"""The pages of Django's admin. Those that it makes for each model are listed only where there is a screenshot."""

from __future__ import annotations

from bin.page_catalogue.definitions import ADMIN_TESTS, REDIRECTS, Screen, Url, Visit

LAB_TESTS = "tests/simulation/test_lab.py"
MODEL_PAGE = "tests/browser/page_sets.py visits the pages of every model"
LIKE_OTHER_ADMIN_PAGES = "looks like the other pages of the admin"

URLS = [
    Url(
        "admin:index",
        get="302 302 302 302 302 302 200",
        post="302 302 302 302 302 302 200",
        put="302 405 405 405 405 405 405",
        delete="302 405 405 405 405 405 405",
        visits=[
            Visit("staff", "index"),
        ],
        screens=[
            Screen("admin", "admin"),
        ],
    ),
    Url(
        "admin:invitations_invitation_changelist",
        access_tested_in=ADMIN_TESTS,
        screens=[
            Screen("admin-invitations", "admin"),
        ],
        no_visit=MODEL_PAGE,
    ),
    Url(
        "admin:invitations_invitation_change",
        access_tested_in=ADMIN_TESTS,
        screens=[
            Screen("admin-invitation", "admin", target="primary key"),
        ],
        no_visit=MODEL_PAGE,
    ),
    Url(
        "admin:invitations_invitation_weeks",
        access_tested_in=ADMIN_TESTS,
        visits=[
            Visit("staff", "weeks"),
        ],
        screens=[
            Screen("admin-weeks", "admin"),
        ],
    ),
    Url(
        "admin:notifications_outbox_changelist",
        access_tested_in=ADMIN_TESTS,
        screens=[
            Screen("admin-outbox", "admin"),
        ],
        no_visit=MODEL_PAGE,
    ),
    Url(
        "admin:members_member_changelist",
        access_tested_in=ADMIN_TESTS,
        screens=[
            Screen("admin-members", "admin"),
        ],
        no_visit=MODEL_PAGE,
    ),
    Url(
        "admin:site_site_changelist",
        access_tested_in="tests/site",
        no_page="leads to the only row",
    ),
    Url(
        "admin:simulation_experiment_chart",
        access_tested_in=LAB_TESTS,
        no_page="an image",
    ),
    Url(
        "admin:simulation_experiment_report",
        access_tested_in=LAB_TESTS,
        no_page="a file to keep",
    ),
    Url(
        "admin:app_list", access_tested_in=ADMIN_TESTS, no_visit=MODEL_PAGE, no_screen=LIKE_OTHER_ADMIN_PAGES
    ),
    Url(
        "admin:members_member_connections",
        access_tested_in=ADMIN_TESTS,
        visits=[
            Visit("staff", "connections", target="superuser"),
        ],
        no_screen=LIKE_OTHER_ADMIN_PAGES,
    ),
    Url(
        "admin:auth_user_password_change",
        access_tested_in=ADMIN_TESTS,
        visits=[
            Visit("staff", "password-of-member", target="member"),
        ],
        no_screen=LIKE_OTHER_ADMIN_PAGES,
    ),
    Url(
        "admin:notifications_capturedemail_html",
        access_tested_in=ADMIN_TESTS,
        no_page="an e-mail, shown in a frame",
    ),
    Url("admin:login", access_tested_in=ADMIN_TESTS, no_page="redirects to account_login"),
    Url("admin:logout", access_tested_in=ADMIN_TESTS, no_page=REDIRECTS),
    Url(
        "admin:password_change", access_tested_in=ADMIN_TESTS, no_page="redirects to account_change_password"
    ),
    Url("admin:jsi18n", access_tested_in=ADMIN_TESTS, no_page="a script"),
]
