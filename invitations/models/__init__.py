from invitations.models.allowance import Allowance, AllowanceRequest, RestrictionRun
from invitations.models.allowance_change import AllowanceChange
from invitations.models.batch import Batch, BatchLine
from invitations.models.block import Block
from invitations.models.delivery import Delivery
from invitations.models.event import InvitationEvent
from invitations.models.invitation import Invitation
from invitations.models.join_link_use import JoinLinkUse
from invitations.models.message import Message
from invitations.models.non_member import JoinInvitation, NonMember
from invitations.models.policy_change import PolicyChange
from invitations.models.recent_verbs import RecentVerbs
from invitations.models.reception import Reception
from invitations.models.refusal import Refusal
from invitations.models.refused_send import RefusedSend
from invitations.models.report import Report

__all__ = [
    "Allowance",
    "AllowanceChange",
    "AllowanceRequest",
    "Batch",
    "BatchLine",
    "Block",
    "Delivery",
    "Invitation",
    "InvitationEvent",
    "JoinInvitation",
    "JoinLinkUse",
    "Message",
    "NonMember",
    "PolicyChange",
    "RecentVerbs",
    "Reception",
    "Refusal",
    "RefusedSend",
    "Report",
    "RestrictionRun",
]
