from network.common.addresses import normalise_address
from network.members.models.account_deletion import AccountDeletion
from network.members.models.account_request import AccountRequest
from network.members.models.connection import Connection
from network.members.models.export import Export, ExportPart
from network.members.models.hash_key_check import HashKeyCheck
from network.members.models.member import Member, active_language, user_display
from network.members.models.mutual import MutualConnections
from network.members.models.name_columns import search_q
from network.members.models.photo import Photo

__all__ = [
    "AccountDeletion",
    "AccountRequest",
    "Connection",
    "Export",
    "ExportPart",
    "HashKeyCheck",
    "Member",
    "MutualConnections",
    "Photo",
    "active_language",
    "normalise_address",
    "search_q",
    "user_display",
]
