"""The pages and verbs of invitations."""

from __future__ import annotations

from bin.page_catalogue.definitions import (
    BULK_BUTTON,
    CHECKBOXES,
    SUBMIT_PANEL,
    SUBMIT_PANEL_OR_PRIMARY,
    SUBMIT_PRIMARY,
    Screen,
    Url,
    Visit,
)

RECIPIENT_ONLY = "302 404 404 302 404 404 404"
"""The statuses of a verb of the recipient."""

URLS = [
    Url("invitations:block", argument="recipient", post="302 302 302 302 302 302 302"),
    Url("invitations:unblock", argument="recipient", post="302 302 302 302 302 302 302"),
    Url(
        "invitations:blocked",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "blocked"),
            Visit("new_member", "blocked"),
        ],
        screens=[
            Screen("blocked"),
            Screen("blocked-empty", "nina"),
        ],
    ),
    Url(
        "invitations:received",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "received"),
            Visit("new_member", "received"),
        ],
        screens=[
            Screen("received"),
            Screen("received-searched", query="q=nobody"),
            Screen("received-empty", "nina"),
            Screen(
                "received-undo",
                "bruno",
                press="main .card:last-of-type .actions .button-quiet",
                undo=".notice .button",
            ),
            Screen("received-filtered", query="note=1&sort=oldest"),
            Screen("received-selected", tick=CHECKBOXES),
            Screen("received-confirmed", tick=CHECKBOXES, press=BULK_BUTTON),
        ],
    ),
    Url(
        "invitations:archived",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "archived"),
            Visit("new_member", "archived"),
        ],
        screens=[
            Screen("archived"),
            Screen("archived-empty", "nina"),
        ],
    ),
    Url(
        "invitations:receipts",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "receipts"),
            Visit("new_member", "receipts"),
        ],
        screens=[
            Screen("receipts"),
            Screen("receipts-empty", "nina"),
        ],
    ),
    Url(
        "invitations:sent",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "sent"),
            Visit("new_member", "sent"),
        ],
        screens=[
            Screen("sent"),
            Screen("sent-confirmed", tick=CHECKBOXES, press=BULK_BUTTON),
            Screen("sent-empty", "nina"),
        ],
    ),
    Url("invitations:bulk", post="302 302 302 302 302 302 302"),
    Url("invitations:confirm_bulk", post="302 302 302 302 302 302 302"),
    Url(
        "invitations:ask_for_more",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "allowance-request"),
        ],
        screens=[
            Screen("allowance-request"),
            Screen("allowance-request-limited", "vito"),
        ],
    ),
    Url(
        "invitations:who_is_told",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "who-is-told"),
        ],
        screens=[
            Screen("who-is-told"),
        ],
    ),
    Url(
        "invitations:etiquette",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "etiquette"),
        ],
        screens=[
            Screen("etiquette", "rosa"),
        ],
    ),
    Url(
        "invitations:send",
        argument="recipient",
        get="302 200 302 302 302 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "send", target="furio"),
            Visit("member", "send-gate", target="gaia"),
        ],
        screens=[
            Screen("send", target="bruno"),
            Screen("send-gate", "rosa", target="bruno"),
            Screen(
                "send-wrong",
                "rosa",
                target="bruno",
                fill=(
                    ("[name=email]", "nobody"),
                    ("[name=note]", "See https://example.org " + "x" * 300),
                ),
                press=SUBMIT_PANEL_OR_PRIMARY,
            ),
            Screen("send-unknown", target="bruno", tick="[name=reason][value=unknown]", press=SUBMIT_PANEL),
            Screen(
                "send-preview",
                target="bruno",
                fill=(("[name=note]", "We met in Cremona."),),
                press="main [formaction*=preview]",
            ),
            Screen("send-limit", "vito", target="bruno", press=SUBMIT_PANEL_OR_PRIMARY),
        ],
    ),
    Url(
        "invitations:send_by_email",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "by-email"),
        ],
        screens=[
            Screen("by-email"),
            Screen("by-email-wrong", press=SUBMIT_PRIMARY),
        ],
    ),
    Url(
        "invitations:batch",
        argument="batch",
        get="302 404 200 404 404 404 404",
        visits=[
            Visit("member", "batch", target="batch"),
        ],
        screens=[
            Screen("batch", target="batch"),
        ],
    ),
    Url("invitations:stop_batch", argument="batch", post="302 404 302 404 404 404 404"),
    Url("invitations:start_batch", argument="batch", post="302 404 302 404 404 404 404"),
    Url("invitations:acknowledge_all", post="302 302 302 302 302 302 302"),
    Url(
        "invitations:detail",
        argument="invitation",
        get="302 404 200 200 404 404 404",
        visits=[
            Visit("member", "detail-sent", target="sent"),
            Visit("member", "detail-received", target="received"),
            Visit("member", "detail-archived", target="archived"),
        ],
        screens=[
            Screen("detail-received", target="received"),
            Screen("detail-archived", target="archived"),
            Screen("detail-refused", target="refused"),
            Screen("detail-sent", target="sent"),
            Screen("detail-by-email", target="by e-mail"),
            Screen("detail-withdrawn", target="withdrawn"),
            Screen("detail-accepted", target="connected"),
        ],
    ),
    Url("invitations:accept", argument="invitation", post=RECIPIENT_ONLY),
    Url("invitations:reply", argument="invitation", post=RECIPIENT_ONLY),
    Url("invitations:ignore", argument="invitation", post=RECIPIENT_ONLY),
    Url("invitations:restore", argument="invitation", post=RECIPIENT_ONLY),
    Url("invitations:unknown", argument="invitation", post=RECIPIENT_ONLY),
    Url("invitations:take_back_unknown", argument="invitation", post=RECIPIENT_ONLY),
    Url(
        "invitations:report",
        argument="invitation",
        get="302 404 404 200 404 404 404",
        post=RECIPIENT_ONLY,
        visits=[
            Visit("member", "report", target="received"),
        ],
        screens=[
            Screen("report", target="received"),
        ],
    ),
    Url("invitations:message", argument="invitation", post="302 404 302 404 404 404 404"),
    Url("invitations:follow_up", argument="invitation", post="302 404 302 404 404 404 404"),
    Url("invitations:withdraw", argument="invitation", post="302 404 302 404 404 404 404"),
    Url(
        "invitations:use_another_address",
        argument="invitation",
        get="302 404 302 404 404 404 404",
        post="302 404 302 404 404 404 404",
        visits=[
            Visit("member", "another-address", target="by e-mail"),
        ],
        screens=[
            Screen("another-address", target="by e-mail"),
        ],
    ),
    Url("invitations:acknowledge", argument="invitation", post="302 404 302 302 404 404 404"),
    Url(
        "invitations:accept_from_email",
        argument="accept token",
        get="200 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        public=True,
        visits=[
            Visit("anonymous", "accept-from-email", target="accept token"),
        ],
        screens=[
            Screen("accept-from-email", "", target="accept token"),
            Screen("accepted-from-email", "", target="used accept token"),
            Screen("accept-from-email-other-account", "bruno", target="accept token"),
        ],
    ),
    Url(
        "invitations:join",
        argument="join token",
        get="200 200 200 200 200 200 200",
        post="200 302 302 302 302 302 302",
        public=True,
        visits=[
            Visit("anonymous", "join", target="join token"),
            Visit("member", "join-signed-in", target="join token"),
        ],
        screens=[
            Screen("join", "", target="join token"),
            Screen("join-wrong", "", target="join token", press=SUBMIT_PRIMARY, fill=(("[name=name]", "1"),)),
            Screen("join-signed-in", target="join token"),
            Screen("join-ended", "", target="used join token"),
        ],
    ),
    Url(
        "invitations:join_again",
        argument="join token",
        get="200 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        public=True,
        visits=[
            Visit("anonymous", "join-again", target="join token"),
        ],
        screens=[
            Screen("join-again", "", target="join token"),
        ],
    ),
    Url(
        "invitations:joined",
        argument="invitation",
        get="302 302 302 302 302 302 302",
        no_page="shown for a moment only: until the worker has delivered the invitation",
    ),
    Url(
        "invitations:not_me",
        argument="not me token",
        get="200 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        public=True,
        visits=[
            Visit("anonymous", "not-me", target="not me token"),
        ],
        screens=[
            Screen("not-me", "", target="not me token"),
        ],
    ),
    Url(
        "invitations:card",
        argument="card token",
        get="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("anonymous", "card", target="card token"),
        ],
        screens=[
            Screen("card", "", target="card token"),
        ],
    ),
    Url(
        "invitations:card_photo",
        argument="card token",
        get="404 404 404 404 404 404 404",
        public=True,
        no_page="a picture",
    ),
    Url(
        "invitations:report_from_email",
        argument="report token",
        get="200 200 200 200 200 200 200",
        post="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("anonymous", "report-from-email", target="report token"),
        ],
        screens=[
            Screen("report-from-email", "", target="report token"),
            Screen("report-from-email-non-member", "", target="report token of non-member"),
        ],
    ),
]

RECIPIENT_VERBS = [
    url.name.removeprefix("invitations:").replace("_", "-")
    for url in URLS
    if url.post == RECIPIENT_ONLY and not url.get
]
"""The last part of the path of each verb that is one POST of the recipient."""
