"""E-mail preferences, previews, mailbox."""

from __future__ import annotations

from bin.page_catalogue.definitions import Screen, Url, Visit

URLS = [
    Url(
        "notifications:preferences",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "preferences"),
        ],
        screens=[
            Screen("preferences"),
        ],
    ),
    Url("notifications:resume_emails", post="302 302 302 302 302 302 302"),
    Url("notifications:preview", argument="recipient", post="302 200 302 302 302 200 200"),
    Url("notifications:preview_by_email", post="302 200 200 200 200 200 200"),
    Url("notifications:preview_follow_up", argument="invitation", post="302 404 302 404 404 404 404"),
    Url(
        "notifications:unsubscribe",
        argument="unsubscribe token",
        get="200 200 200 200 200 200 200",
        post="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("anonymous", "unsubscribe", target="unsubscribe token"),
        ],
        screens=[
            Screen("unsubscribe", "", target="unsubscribe token"),
            Screen("unsubscribe-non-member", "", target="unsubscribe non-member"),
        ],
    ),
    Url(
        "notifications:mailbox",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "mailbox"),
            Visit("new_member", "mailbox"),
        ],
        screens=[
            Screen("mailbox"),
            Screen("mailbox-empty", "passkey alone"),
        ],
    ),
    Url(
        "notifications:message",
        argument="email",
        get="302 404 404 200 404 404 404",
        visits=[
            Visit("member", "email", target="email"),
        ],
        screens=[
            Screen("email", target="email"),
        ],
    ),
    Url(
        "notifications:message_html",
        argument="email",
        get="302 404 404 200 404 404 404",
        screens=[
            Screen("email-html", target="email"),
        ],
        no_visit="an e-mail, shown in the frame of notifications:message",
    ),
    Url(
        "notifications:message_source", argument="email", get="302 404 404 200 404 404 404", no_page="a file"
    ),
]
