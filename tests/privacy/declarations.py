"""Every table about people: whose rows they are, and what export, account deletion, SQL guard and admin do with them.

`test_declarations.py` fails for a model or column that is not declared, and compares each declaration with what the code
does. A new table needs an entry here, or in `NOT_ABOUT_PEOPLE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.db.models import EmailField, Field, Model

from network.members.models import Member

Staff = Literal["", "read", "change"]
"""What a superuser may do with the rows in the admin; without the rights of a model nobody sees them."""

DELETED, KEPT = "deleted", "kept"
"""What an account deletion does with the owner's rows. Of rows that are kept, `emptied` names the columns that are not."""

NOBODY = "nobody"
"""The guard lets no request of a member read the table."""


@dataclass(frozen=True)
class Declaration:
    """`owner` is a lookup path to the member or address whose rows they are, `people` all columns that name somebody.

    `export` names the tables of the data export, or none, where members may not see the rows, have them on no page, or
    have them only while they are being worked on. `guard` is the column that a request must bind to the acting member; no
    guard where the rows are the sender's half, which both may see, or belong to a library.
    """

    owner: str
    people: tuple[str, ...]
    erasure: str = DELETED
    emptied: tuple[str, ...] = ()
    export: tuple[str, ...] = ()
    guard: str = ""
    staff: Staff = "read"


DECLARATIONS = {
    "site.Site": Declaration("", ("contact_address",), KEPT, staff="change"),  # an address that the host makes public
    "site.Logo": Declaration("", ("digest",), KEPT, staff=""),  # of a picture
    "members.Member": Declaration("pk", ("email",), KEPT, ("name", "short_name", "headline", "location", "about", "search_text", "sort_key", "photo", "photo_in_first_contact", "field_1", "field_2", "field_3", "field_4", "field_5", "field_6"), ("profile", "profile-fields"), staff="change"),
    "members.Member_groups": Declaration("member", ("member",), staff=""),
    "members.Member_user_permissions": Declaration("member", ("member",), staff=""),
    "members.AccountDeletion": Declaration("member", ("member",), KEPT, guard="member_id"),
    "members.AccountRequest": Declaration("address", ("address", "member"), guard=NOBODY),
    "members.Application": Declaration("address", ("address",), guard="address"),  # of nobody who has an account
    "members.DeviceCookie": Declaration("member", ("digest", "member"), export=("device-cookies",), guard="member_id"),
    "members.LetterBudget": Declaration("", ("digest",), export=("account-letters",), guard=NOBODY),
    "members.HashKeyCheck": Declaration("", ("digest",), KEPT),  # the hash of a constant
    "members.MemberImport": Declaration("", ("by",), KEPT),
    "members.ImportLine": Declaration("address", ("address",), guard=NOBODY),
    "members.ImportedPerson": Declaration("member", ("address", "member"), export=("imported",)),  # read by the link of a letter
    "members.FormerAddress": Declaration("", ("digest",), KEPT, guard=NOBODY),
    "members.WelcomeText": Declaration("", (), KEPT, staff="change"),
    "members.Connection": Declaration("owner", ("owner", "other"), export=("connections",), staff=""),
    "members.Export": Declaration("member", ("member",), guard="member_id"),
    "members.ExportPart": Declaration("export__member", ()),
    "members.TermsAcceptance": Declaration("member", ("member",), export=("terms-accepted",), staff="read"),
    "members.Photo": Declaration("member", ("member", "digest")),
    "invitations.Allowance": Declaration("member", ("member",), staff="change"),
    "invitations.AllowanceChange": Declaration("member", ("member",), guard=NOBODY),
    "invitations.RefusedSend": Declaration("member", ("member",), export=("refused-actions",), guard=NOBODY),
    "invitations.AllowanceRequest": Declaration("member", ("member",), export=("requests-for-more",)),
    "invitations.Invitation": Declaration("sender", ("sender", "recipient", "address", "ended_by"), KEPT, ("note", "search_text"), ("invitations-sent",)),
    "invitations.Message": Declaration("author", ("author",), KEPT, ("text",), ("messages",)),
    "invitations.Reception": Declaration("member", ("member", "sender"), export=("invitations-received", "receipts"), guard="member_id"),
    "invitations.Refusal": Declaration("refuser", ("refuser", "refused"), export=("refusals",), guard="refuser_id"),
    "invitations.Block": Declaration("blocker", ("blocker", "blocked"), export=("blocks",), guard="blocker_id"),
    "invitations.Report": Declaration("reporter", ("reporter", "reported", "handled_by"), KEPT, ("comment",), ("reports",), "reporter_id"),
    "invitations.InvitationEvent": Declaration("actor", ("actor",), KEPT, export=("answers",), guard="actor_id"),
    "invitations.Delivery": Declaration("member", ("member",), KEPT, guard="member_id"),
    "invitations.Batch": Declaration("member", ("member",), guard="member_id"),
    "invitations.BatchLine": Declaration("batch__member", ("address",), export=("lists-of-addresses",)),
    "invitations.NonMember": Declaration("", ("digest",), KEPT),
    "invitations.JoinInvitation": Declaration("sender", ("sender",), KEPT, guard=NOBODY),
    "invitations.RecentVerbs": Declaration("member", ("member",), export=("verbs-of-an-hour",), guard="member_id"),
    "invitations.JoinLinkUse": Declaration("member", ("member",), KEPT, export=("joined-by-link",), guard="nonce"),
    "notifications.MailPause": Declaration("", (), KEPT, guard=NOBODY),  # about no person; no request of a member reads it
    "notifications.CapturedEmail": Declaration("to", ("to",), export=("e-mails",), guard="to"),
    "notifications.Outbox": Declaration("member", ("member", "address"), KEPT, ("details",), guard="member_id"),
    "notifications.AccountEmail": Declaration("row__address", (), guard=NOBODY, staff="read"),
    "notifications.EmailPreferences": Declaration("member", ("member",), export=("e-mail-preferences",), guard="member_id", staff="change"),
    "notifications.PreferenceChange": Declaration("member", ("member",), export=("e-mail-preference-changes",), guard=NOBODY),
    "notifications.Suppression": Declaration("member", ("digest", "member"), guard="member_id"),
    "notifications.AddressVerification": Declaration("", ("digest",), KEPT, guard=NOBODY),
    "account.EmailAddress": Declaration("user", ("user", "email"), export=("addresses",)),
    "mfa.Authenticator": Declaration("user", ("user",)),
    "socialaccount.SocialAccount": Declaration("user", ("user",), export=("linked-sign-ins",)),
    "socialaccount.SocialToken": Declaration("account__user", (), staff=""),  # no token is stored
    "usersessions.UserSession": Declaration("user", ("user", "ip")),
    "admin.LogEntry": Declaration("user", ("user",), KEPT, staff=""),
}  # fmt: skip

NOT_ABOUT_PEOPLE = {
    "site.LegalVersion",
    "site.LegalText",
    "members.ProfileField",  # the values of members are columns of theirs
    "invitations.RestrictionRun",  # a day
    "simulation.Experiment",  # counts, and people who were invented
    "invitations.PolicyChange",  # numbers
    "socialaccount.SocialApp",  # allauth's table of providers, which the settings replace
    "account.EmailConfirmation",  # allauth's table, which links that are encrypted replace
    "django_tasks_database.DBTaskResult",  # arguments of tasks; the steps of an account deletion search them for the member
    "sessions.Session",  # encoded; a session is deleted through its `UserSession`
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "members.Role",
    "contenttypes.ContentType",
}

_ADDRESS = re.compile(r"(?:^|_)(?:address|e?mail|digest|ip)(?:$|_)|^to$")


def people_columns(model: type[Model]) -> tuple[str, ...]:
    """The columns that point to a member or, by type or name, hold an e-mail or IP address or its hash."""
    return tuple(field.name for field in model._meta.concrete_fields if _names_somebody(field))


def _names_somebody(field: Field) -> bool:
    if field.is_relation:
        return field.related_model is Member
    is_text = field.get_internal_type() in ("CharField", "TextField", "GenericIPAddressField")
    return isinstance(field, EmailField) or (is_text and bool(_ADDRESS.search(field.name)))
