"""What members announce.

| signal | sent by | arguments | heard by | deliberately not sent when |
|---|---|---|---|---|
| connection_removed | Connection.objects.remove | remover, other | invitations.receivers.end_their_invitation | there was no connection |
| somebody_knocked | Knock.objects | knock | network.members.receivers.let_the_worker_answer | – |
| account_letter_written | AccountAdapter | member, address, language, words | notifications.receivers.post_the_letter | – |
"""

from django.dispatch import Signal

connection_removed = Signal()
somebody_knocked = Signal()
account_letter_written = Signal()
