from invitations.views.acknowledge import acknowledge, acknowledge_all
from invitations.views.allowances import ask_for_more, etiquette
from invitations.views.another_address import use_another_address
from invitations.views.blocks import block, blocked, unblock
from invitations.views.bulk import bulk, confirm_bulk
from invitations.views.by_email import batch, send_by_email, start_batch, stop_batch
from invitations.views.cards import card, card_photo
from invitations.views.email_links import accept_from_email, report_from_email
from invitations.views.joining import join, join_again, joined, not_me
from invitations.views.lists import archived, detail, received, sent
from invitations.views.receipts import receipts
from invitations.views.recipient import accept, ignore, reply, restore, take_back_unknown, unknown
from invitations.views.reports import report
from invitations.views.sender import follow_up, message, send, withdraw
from invitations.views.who_is_told import who_is_told

__all__ = [
    "accept",
    "accept_from_email",
    "acknowledge",
    "acknowledge_all",
    "archived",
    "ask_for_more",
    "batch",
    "block",
    "blocked",
    "bulk",
    "card",
    "card_photo",
    "confirm_bulk",
    "detail",
    "etiquette",
    "follow_up",
    "ignore",
    "join",
    "join_again",
    "joined",
    "message",
    "not_me",
    "receipts",
    "received",
    "reply",
    "report",
    "report_from_email",
    "restore",
    "send",
    "send_by_email",
    "sent",
    "start_batch",
    "stop_batch",
    "take_back_unknown",
    "unblock",
    "unknown",
    "use_another_address",
    "who_is_told",
    "withdraw",
]
