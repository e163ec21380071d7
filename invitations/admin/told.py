"""What each side of an invitation has been told by e-mail: one line for staff, in the column “told”.

The app that sends e-mails adds to `SOURCES` a function that returns the line of each invitation by its primary key, with
the model whose rows it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from invitations.admin.columns import OTHER_HALF
from invitations.models import Invitation
from network.common.admin import countable_by, may_view

SOURCES: list[tuple[type[Model], Callable[[list[Invitation]], dict[int, SafeString]]]] = []


def may_view_told(viewer: Any) -> bool:
    """Whether this member of staff may view the e-mails and the other half, of which the line tells."""
    return may_view(viewer, *OTHER_HALF, *(model for model, _source in SOURCES))


def told_about(invitations: Iterable[Invitation], viewer: Any) -> dict[int, SafeString]:
    """The line of each invitation, by primary key, as HTML; the number of queries does not depend on how many there are.

    `sender` and `recipient` should be selected with the invitations. None about invitations to which the viewer is a
    party, and none at all to those who may not view it.
    """
    if not may_view_told(viewer):
        return {}
    rows = {invitation.pk: invitation for invitation in invitations}
    others = countable_by(viewer, Invitation.objects.filter(pk__in=list(rows))).values_list("pk", flat=True)
    shown = [rows[pk] for pk in set(others)]
    lines = [source(shown) for _model, source in SOURCES]
    return {row.pk: _join(line[row.pk] for line in lines if row.pk in line) for row in shown}


def _join(lines: Iterable[SafeString]) -> SafeString:
    return format_html_join(" · ", "{}", ((line,) for line in lines))
