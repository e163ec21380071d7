"""What members announce.

| signal | sent by | arguments | heard by | deliberately not sent when |
|---|---|---|---|---|
| connection_removed | Connection.objects.remove | remover, other | invitations.receivers.end_their_invitation | there was no connection |
"""

from django.dispatch import Signal

connection_removed = Signal()
