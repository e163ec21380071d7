from __future__ import annotations

from network.members.models import Member


def pair_columns(a: Member, b: Member) -> dict[str, int]:
    """The ids of two members as the columns `low` and `high`, the same for both directions."""
    return {"low": min(a.pk, b.pk), "high": max(a.pk, b.pk)}
