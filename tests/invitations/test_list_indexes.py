"""The lists read their rows in the order of an index: a long list is not sorted for one page."""

import pytest
from django.db import connection

from invitations.models import Invitation, Reception
from invitations.views.lists import RECEPTION_ORDERS, SENT_ORDER


@pytest.mark.parametrize("name", ["received", "archived", "sent"])
def test_a_list_is_not_sorted(anna, name):
    lists = {
        "received": (Reception.objects.of(anna).in_inbox(), RECEPTION_ORDERS["received"]),
        "archived": (Reception.objects.of(anna).in_archive(), RECEPTION_ORDERS["archived"]),
        "sent": (Invitation.objects.sent_by(anna), SENT_ORDER),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")
    rows, order = lists[name]
    plan = rows.order_by(*order)[:21].explain()
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
