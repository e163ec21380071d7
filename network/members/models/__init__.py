from network.common.addresses import normalise_address
from network.members.models.account_deletion import AccountDeletion
from network.members.models.account_request import UNKNOWN_ORIGIN, AccountRequest, Origin
from network.members.models.application import Application
from network.members.models.connection import Connection
from network.members.models.device_cookie import DeviceCookie
from network.members.models.export import Export, ExportPart
from network.members.models.hash_key_check import HashKeyCheck
from network.members.models.letter_budget import HeldReason, LetterBudget, LetterKind
from network.members.models.member import (
    CARD_FIELDS,
    MEMBER_CARD_FIELDS,
    Member,
    active_language,
    user_display,
)
from network.members.models.member_import import (
    LINK_LIFE,
    FormerAddress,
    ImportedPerson,
    ImportLine,
    MemberImport,
    WelcomeText,
    former_digest,
)
from network.members.models.mutual import MutualConnections
from network.members.models.name_columns import has_trigrams, search_q
from network.members.models.photo import Photo
from network.members.models.profile_field import ProfileField
from network.members.models.role import Role
from network.members.models.terms_acceptance import TermsAcceptance

__all__ = [
    "CARD_FIELDS",
    "LINK_LIFE",
    "MEMBER_CARD_FIELDS",
    "UNKNOWN_ORIGIN",
    "AccountDeletion",
    "AccountRequest",
    "Application",
    "Connection",
    "DeviceCookie",
    "Export",
    "ExportPart",
    "FormerAddress",
    "HashKeyCheck",
    "HeldReason",
    "ImportLine",
    "ImportedPerson",
    "LetterBudget",
    "LetterKind",
    "Member",
    "MemberImport",
    "MutualConnections",
    "Origin",
    "Photo",
    "ProfileField",
    "Role",
    "TermsAcceptance",
    "WelcomeText",
    "active_language",
    "former_digest",
    "has_trigrams",
    "normalise_address",
    "search_q",
    "user_display",
]
