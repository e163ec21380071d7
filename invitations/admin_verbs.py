"""The manners of an admin whose actions call the verbs, and the columns that its lists share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from invitations.errors import NotOpen
from network.common.admin import NoAddDeleteAdmin, link_column

Row = TypeVar("Row", bound=Model)

SENDER = link_column("sender", gettext_lazy("sender"))
MEMBER = link_column("member", gettext_lazy("member"))
INVITATION = link_column("invitation", gettext_lazy("invitation"))
PEOPLE = ["invitation__sender", "invitation__recipient"]
ITS_PEOPLE = ["invitation__sender__name", "invitation__recipient__name", "invitation__address"]


class Verbs(NoAddDeleteAdmin[Row]):
    """An admin whose actions call the verbs, one row at a time, and say what came of it."""

    def call(self, request: HttpRequest, rows: QuerySet[Row], verb: Callable[[Row], Any], what: str) -> None:
        moved = [self.log_change(request, row, what) for row in rows if _moves(verb, row)]
        late = len(rows) - len(moved)
        if moved:
            self.message_user(request, f"{what}: {len(moved)}", messages.SUCCESS)
        if late:
            text = ngettext(
                "%(count)d row was left as it is: too late, too early or not for this.",
                "%(count)d rows were left as they are: too late, too early or not for this.",
                late,
            )
            self.message_user(request, text % {"count": late}, messages.WARNING)


def _moves(verb: Callable[[Row], Any], row: Row) -> bool:
    try:
        verb(row)
    except NotOpen:
        return False
    return True
