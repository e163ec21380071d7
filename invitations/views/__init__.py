from invitations.views.allowances import ask_for_more, etiquette
from invitations.views.blocks import block, blocked, unblock
from invitations.views.bulk import bulk, confirm_bulk
from invitations.views.by_email import batch, send_by_email, start_batch, stop_batch
from invitations.views.emailed import accept_from_email
from invitations.views.news import all_noted, noted
from invitations.views.pages import archived, detail, received, sent
from invitations.views.recipients import accept, ignore, reply, restore, take_back_unknown, unknown
from invitations.views.reports import report
from invitations.views.senders import follow_up, message, send, withdraw

__all__ = [
    "accept",
    "accept_from_email",
    "all_noted",
    "archived",
    "ask_for_more",
    "batch",
    "block",
    "blocked",
    "bulk",
    "confirm_bulk",
    "detail",
    "etiquette",
    "follow_up",
    "ignore",
    "message",
    "noted",
    "received",
    "reply",
    "report",
    "restore",
    "send",
    "send_by_email",
    "sent",
    "start_batch",
    "stop_batch",
    "take_back_unknown",
    "unblock",
    "unknown",
    "withdraw",
]
