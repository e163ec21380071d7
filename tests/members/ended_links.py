"""What a third party gets who has a link that no longer works: pages, and the statements that made them."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.members.test_enumeration import first_difference, shape, visible


def answers(path: str, form: dict[str, str], again: bool = True) -> list[Any]:
    """Of opening the link, sending the form, and where there is one asking for a new link, in a new browser."""
    browser, token = Client(), path.rstrip("/").rpartition("/")[2]
    requests = [("get", path), ("post", path)] + [("post", f"{path}again/"), ("get", f"{path}again/")] * again
    found = []
    for method, url in requests:
        with CaptureQueriesContext(connection) as captured:
            page = getattr(browser, method)(url, form)
        found.append(("statements", [shape(query["sql"]) for query in captured]))
        found.extend((kind, str(value).replace(token, "TOKEN")) for kind, value in visible(page, token))
    return found


def differences(seen: dict[str, list[Any]], reference: str) -> list[str]:
    """Where a world differs from the reference, in words."""
    found = [first_difference(world, seen[reference], seen[world]) for world in seen]
    return [difference for difference in found if difference]
