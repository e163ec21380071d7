from network.members.models.connection import Connection, Shared
from network.members.models.knock import Knock
from network.members.models.member import Member, display_name, normalise_address, spoken_language

__all__ = [
    "Connection",
    "Knock",
    "Member",
    "Shared",
    "display_name",
    "normalise_address",
    "spoken_language",
]
