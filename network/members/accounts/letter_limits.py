"""How many account letters may be asked for in a day, to whatever addresses: by the visitors of a network, and by a member.

An address gets few letters (`LetterBudget`), but each may be another's. Every request for a letter counts, whether or
not anybody has the address, so the response says nothing about accounts. The limits are in `ACCOUNT_RATE_LIMITS`.
"""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest

from network.members.accounts.devices import network_of, origin_of
from network.members.models import Origin


def count_letter(request: HttpRequest) -> Origin:
    """Count a letter that is asked for. Returns where the request comes from.

    Raises `ImmediateHttpResponse` with 429 above the limit; nothing has been asked for then.
    """
    if request.user.is_authenticated:
        allowed = consume(request, action="member_letters")
    else:
        allowed = consume(request, action="network_letters", key=network_of(request))
    if not allowed:
        raise ImmediateHttpResponse(respond_429(request))
    return origin_of(request)
