"""What the roles may do with invitations: moderators see no more of the recipients' half than what was reported."""

from __future__ import annotations

from network.members.roles import MODERATORS, SUPPORT, grant

grant(
    MODERATORS, "invitations", "view_report", "change_report", "decide_report", "view_reported", "view_block"
)
grant(MODERATORS, "invitations", "view_allowance", "restrict_allowance", "view_restrictionrun")
grant(SUPPORT, "invitations", "view_allowancerequest", "change_allowancerequest", "view_allowance")
