"""What members announce. `export_started` and `account_deletion_started` are answered: the worker gathers what the receivers give.

| signal | sent by | arguments | heard by | deliberately not sent when |
|---|---|---|---|---|
| connection_removed | Connection.objects.remove | remover, other | invitations.receivers.end_their_invitation | there was no connection |
| account_requested | AccountRequest.objects | knock | network.members.receivers.let_the_worker_answer | – |
| account_email_written | AccountAdapter | member, address, language, words | notifications.receivers.queue_account_email | – |
| export_requested | Export | export | network.members.receivers.let_the_worker_write | one is running, or the day's are used |
| export_started | Export, by the worker | member | network.members.receivers.give_their_own_tables, invitations.receivers.give_their_invitations, notifications.receivers.give_their_mail | – |
| export_finished | Export, by the worker | export | notifications.receivers.tell_them_their_copy_is_ready | it was stopped, or failed |
| member_left | Member | member, never_again | network.members.receivers.let_the_worker_see_them_off | the account has left already |
| account_deletion_started | AccountDeletion, by the worker | member | invitations.receivers.give_the_steps_of_invitations, notifications.receivers.give_the_steps_of_mail | – |
"""

from django.dispatch import Signal

connection_removed = Signal()
account_requested = Signal()
account_email_written = Signal()
export_requested = Signal()
export_started = Signal()
export_finished = Signal()
member_left = Signal()
account_deletion_started = Signal()
