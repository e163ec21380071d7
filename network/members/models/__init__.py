from network.members.models.account_deletion import Departure
from network.members.models.account_request import Knock
from network.members.models.connection import Connection
from network.members.models.export import Export, ExportPart
from network.members.models.member import Member, display_name, normalise_address, spoken_language
from network.members.models.mutual import Shared
from network.members.models.photo import Photo

__all__ = [
    "Connection",
    "Departure",
    "Export",
    "ExportPart",
    "Knock",
    "Member",
    "Photo",
    "Shared",
    "display_name",
    "normalise_address",
    "spoken_language",
]
