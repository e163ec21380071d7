from __future__ import annotations

from django.http import HttpRequest

from network.site.record import recent


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor: the site record, whose text is its name."""
    return {"site_record": recent()}
