"""The pages of the demo."""

from __future__ import annotations

from bin.page_catalogue.definitions import DEMO_TESTS, IGNORED_SPLIT_SCREEN, REDIRECTS, Screen, Url, Visit

EMAIL_KINDS = (
    "invitation", "follow_up", "reminder", "join", "join_reminder", "message", "accepted", "reply", "restricted",
    "lifted", "account", "export_ready",
)  # fmt: skip

URLS = [
    Url(
        "demo:index",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "index"),
        ],
        screens=[
            Screen("demo", ""),
        ],
    ),
    Url(
        "demo:side_by_side",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "side-by-side"),
        ],
        screens=[
            Screen("demo-split-screen", "", query=IGNORED_SPLIT_SCREEN),
        ],
    ),
    Url(
        "demo:story",
        argument="story",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "story-waiting", target="waiting"),
            Visit("demo", "story-accepting", target="accepting"),
            Visit("demo", "story-replying", target="replying"),
            Visit("demo", "story-ignoring", target="ignoring"),
            Visit("demo", "story-not-knowing", target="not-knowing"),
            Visit("demo", "story-withdrawing", target="withdrawing"),
            Visit("demo", "story-blocking", target="blocking"),
            Visit("demo", "story-crossing", target="crossing"),
        ],
        screens=[
            Screen("demo-story", "", target="story", query="scene=2"),
        ],
    ),
    Url(
        "demo:narrator",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "narrator"),
        ],
        screens=[
            Screen("demo-narrator", "", query="left=anna&right=layla"),
        ],
    ),
    Url(
        "demo:rules",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "rules"),
        ],
        screens=[
            Screen("demo-rules", ""),
        ],
    ),
    Url(
        "demo:mailbox",
        argument="address",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "mailbox", target="anna@example.org"),
        ],
        screens=[
            Screen("demo-mail", "", target="address"),
            Screen("demo-mail-empty", "", target="no address"),
        ],
    ),
    Url(
        "demo:message",
        argument="address and e-mail",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "email", target="address and e-mail"),
        ],
        screens=[
            Screen("demo-email", "", target="address and e-mail"),
        ],
    ),
    Url(
        "demo:styleguide",
        access_tested_in=DEMO_TESTS,
        visits=[
            Visit("demo", "styleguide"),
        ],
        screens=[
            Screen("demo-style"),
        ],
    ),
    Url(
        "/as/bruno/invitations/",
        screens=[
            Screen("demo-pane", ""),
        ],
    ),
    Url(
        "demo:message_html",
        argument="address and e-mail",
        access_tested_in=DEMO_TESTS,
        screens=[
            Screen(f"email-{kind.replace('_', '-')}", "", target=f"email {kind}") for kind in EMAIL_KINDS
        ],
        no_visit="an e-mail, shown in the frame of demo:message",
    ),
    Url(
        "demo:recording",
        access_tested_in=DEMO_TESTS,
        no_page="shows the file that was recorded in this browser",
    ),
    Url("demo:start_recording", access_tested_in=DEMO_TESTS, no_page=REDIRECTS),
    Url("demo:stop_recording", access_tested_in=DEMO_TESTS, no_page=REDIRECTS),
    Url("demo:download_recording", access_tested_in=DEMO_TESTS, no_page="a file"),
    Url(
        "demo:message_source",
        argument="address and e-mail",
        access_tested_in=DEMO_TESTS,
        no_page="a file",
    ),
    Url("demo:clock", access_tested_in=DEMO_TESTS, no_page=REDIRECTS),
    Url("demo:idle", access_tested_in=DEMO_TESTS, no_page="JSON"),
    Url("demo:stage", access_tested_in=DEMO_TESTS, no_page="JSON"),
    Url("demo:find_mailbox", access_tested_in=DEMO_TESTS, no_page=REDIRECTS),
    Url("demo:reset", access_tested_in=DEMO_TESTS, no_page=REDIRECTS),
    Url(
        "/as/anna/",
        visits=[
            Visit("demo", "as-anna"),
        ],
    ),
    Url(
        "/as/bruno/invitations/sent/",
        visits=[
            Visit("demo", "as-bruno"),
        ],
    ),
]
