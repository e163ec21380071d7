"""The pages of members: directory, profiles, connections, settings."""

from __future__ import annotations

from bin.page_catalogue.definitions import IN_TEST_ACCOUNTS, SUBMIT_PRIMARY, Screen, Url, Visit

URLS = [
    Url(
        "members:directory",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "directory"),
            Visit("member", "directory-empty", query="q=nobody"),
            Visit("member", "directory-second-degree", query="degree=2"),
        ],
        screens=[
            Screen("directory"),
            Screen("directory-empty", query="q=nobody"),
            Screen("directory-second-degree", query="degree=2"),
        ],
    ),
    Url(
        "members:profile",
        argument="recipient",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "profile-own", target="anna"),
            Visit("member", "profile-connected", target="carla"),
            Visit("member", "profile-stranger", target="dora"),
            Visit("member", "profile-blocked", target="hugo"),
            Visit("new_member", "profile-own", target="piero"),
        ],
        screens=[
            Screen("profile-own", target="anna"),
            Screen("profile-connected", target="carla"),
            Screen("profile-invited", target="fiona"),
            Screen("profile-inviting", target="marek"),
            Screen("profile-stranger", target="bruno"),
            Screen("profile-long", target="long"),
            Screen("profile-blocked", target="yusuf"),
        ],
    ),
    Url(
        "members:connections_of",
        argument="recipient",
        get="302 404 404 200 200 404 404",
        visits=[
            Visit("member", "connections-of", target="carla"),
            Visit("new_member", "connections-of", target="piero"),
        ],
        screens=[
            Screen("connections-of", target="carla"),
        ],
    ),
    Url("members:photo", argument="photo", get="302 200 200 200 200 200 200", no_page="an image"),
    Url(
        "members:connections",
        get="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "connections"),
            Visit("new_member", "connections"),
        ],
        screens=[
            Screen("connections"),
            Screen("connections-empty", "nina"),
        ],
    ),
    Url(
        "members:welcome",
        argument="welcome token",
        get="200 200 200 200 200 200 200",
        post="200 302 302 302 302 302 302",
        public=True,
        visits=[
            Visit("anonymous", "welcome", target="welcome token"),
            Visit("member", "welcome-signed-in", target="welcome token"),
        ],
        screens=[
            Screen("welcome", "", target="welcome token"),
            Screen(
                "welcome-wrong",
                "",
                target="welcome token",
                press=SUBMIT_PRIMARY,
                fill=(("[name=name]", "1"),),
            ),
            Screen("welcome-signed-in", target="welcome token"),
            Screen("welcome-ended", "", target="used welcome token"),
        ],
    ),
    Url(
        "members:welcome_again",
        argument="welcome token",
        get="200 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        public=True,
        visits=[Visit("anonymous", "welcome-again", target="welcome token")],
        screens=[Screen("welcome-again", "", target="welcome token")],
    ),
    Url("members:remove_connection", argument="recipient", post="302 302 302 302 302 302 302"),
    Url(
        "members:signup_sent",
        get="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("anonymous", "signup-sent"),
        ],
        screens=[
            Screen("signup-sent", ""),
        ],
    ),
    Url(
        "members:signup_link",
        argument="signup token",
        get="200 302 302 302 302 302 302",
        post="200 302 302 302 302 302 302",
        public=True,
        visits=[Visit("anonymous", "signup-link", target="signup token")],
        screens=[Screen("signup-link", "", target="signup token")],
    ),
    Url(
        "members:signup_link_again",
        argument="signup token",
        get="200 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        public=True,
        visits=[Visit("anonymous", "signup-again", target="signup token")],
        screens=[Screen("signup-again", "", target="signup token")],
    ),
    Url(
        "members:signup_code",
        get="302 302 302 302 302 302 302",
        post="302 302 302 302 302 302 302",
        public=True,
        screens=[
            Screen("signup-code", "signing up"),
        ],
        no_visit=IN_TEST_ACCOUNTS,
    ),
    Url("members:resend_signup_code", post="302 302 302 302 302 302 302", public=True),
    Url("members:cancel_signup", post="302 302 302 302 302 302 302", public=True),
    Url(
        "members:edit_profile",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "edit-profile"),
        ],
        screens=[
            Screen("edit-profile"),
            Screen("edit-profile-wrong", fill=(("[name=name]", ""),), press=SUBMIT_PRIMARY),
        ],
    ),
    Url(
        "members:settings",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "settings"),
        ],
        screens=[
            Screen("settings"),
            Screen("settings-saved", press=SUBMIT_PRIMARY),
        ],
    ),
    Url("members:end_session", argument="session", post="302 404 404 404 404 404 404"),
    Url(
        "members:export",
        get="302 200 200 200 200 200 200",
        post="302 302 302 302 302 302 302",
        visits=[
            Visit("member", "export"),
            Visit("new_member", "export"),
        ],
        screens=[
            Screen("export", "nina"),
            Screen("export-ready"),
        ],
    ),
    Url("members:cancel_export", post="302 302 302 302 302 302 302"),
    Url("members:download_export", argument="export", get="302 404 404 200 404 404 404", no_page="a file"),
    Url(
        "members:delete_account",
        get="302 200 200 200 200 200 200",
        post="302 200 200 200 200 200 200",
        visits=[
            Visit("member", "delete-account"),
        ],
        screens=[
            Screen("delete-account"),
        ],
    ),
    Url(
        "members:account_deleted",
        get="200 200 200 200 200 200 200",
        public=True,
        visits=[
            Visit("anonymous", "account-deleted"),
        ],
        screens=[
            Screen("account-deleted", ""),
        ],
    ),
]
