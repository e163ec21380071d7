"""Sign in and open the main pages on the database of DATABASE_URL; print a line "handle page status" for each response."""

from __future__ import annotations

import sys

import django
from django.test import Client

LOGIN = "/accounts/login/"
MEMBER_PAGES = [
    "/",
    "/people/you-may-know/",
    "/members/",
    "/members/carla/",
    "/members/g1-0/",
    "/connections/",
    "/invitations/",
    "/invitations/archived/",
    "/invitations/sent/",
    "/settings/",
    "/settings/profile/",
    "/settings/email/",
    "/settings/export/",
    "/mail/",
]
SITE = "/admin/site/site/"
"""The one list that leads to its only row."""
PAGES = {"anna": MEMBER_PAGES, "bruno": MEMBER_PAGES, "admin": ["/", "/admin/"]}


def open_pages() -> None:
    for handle, pages in PAGES.items():
        browser = Client(SERVER_NAME="localhost")
        form = {"login": f"{handle}@example.org", "password": demo_data.PASSWORD}
        write_line(handle, LOGIN, browser.post(LOGIN, form).status_code)
        for page in pages + (admin_lists() if handle == "admin" else []):
            write_line(handle, page, browser.get(page, follow=page == SITE).status_code)


def write_line(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def admin_lists() -> list[str]:
    """The list of every model in the admin."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in site._registry
    ]


if __name__ == "__main__":
    django.setup()

    from django.contrib.admin import site
    from django.urls import reverse

    from network import clock
    from network.demo import demo_data
    from tests.upgrade.seed import MOMENT

    with clock.frozen_at(MOMENT):
        open_pages()
