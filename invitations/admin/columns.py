"""Columns and field lists that several admins of invitations and e-mails share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from invitations.models import Block, Delivery, Reception, Refusal, Report
from network.common.admin import link_column

SENDER = link_column("sender", gettext_lazy("sender"))
MEMBER = link_column("member", gettext_lazy("member"))
INVITATION = link_column("invitation", gettext_lazy("invitation"))

SELECT_INVITATION = ["invitation__sender", "invitation__recipient"]
"""For `list_select_related`: what the column `INVITATION` reads."""

SEARCH_INVITATION = ["invitation__sender__name", "invitation__recipient__name", "invitation__address"]
"""For `search_fields`: finds rows by the sender or the recipient of their invitation."""

INVITATION_PARTIES = ("sender", "recipient", "reception__member", "deliveries__member")
"""Whom an invitation is about: also the member for whom an invitation by e-mail was decided, delivered or not."""

PARTIES_OF_INVITATION = tuple(f"invitation__{name}" for name in INVITATION_PARTIES)
"""For `parties` of a model that belongs to an invitation."""

ADDRESS_OF_INVITATION = ("invitation__address",)
"""For `party_addresses` of such a model."""

OTHER_HALF = (Reception, Delivery, Refusal, Block, Report)
"""What the state of the recipient's half tells of: it is only for those who may view all of these."""

REPORTED = "invitations.view_reported"
"""The right to view what was reported: the invitation, and the reception whose member reported it."""

RIGHTS_OF_RECEPTION = {"ended_at": (Block,), "refused_at": (Refusal,), "reported_at": (Report,)}
"""For `rights`: columns of a reception that tell of other rows."""
