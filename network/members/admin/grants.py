"""What the roles may do with accounts."""

from __future__ import annotations

from network.members.roles import SUPPORT, grant

grant(SUPPORT, "members", "view_member", "add_member", "change_member", "view_photo", "change_photo")
grant(
    SUPPORT,
    "members",
    "view_accountrequest",
    "view_accountdeletion",
    "view_devicecookie",
    "view_letterbudget",
)
grant(SUPPORT, "members", "view_export", "view_application", "decide_application")
grant(SUPPORT, "account", "view_emailaddress", "change_emailaddress")
grant(SUPPORT, "mfa", "view_authenticator")
grant(SUPPORT, "usersessions", "view_usersession", "change_usersession")
