"""Numbers as people read them, in the active language."""

from django.utils.formats import number_format


def shown(number: float, digits: int | None = None) -> str:
    """With so many digits after the point or, by default, one where the number is small."""
    places = digits if digits is not None else 0 if abs(number) >= 100 else 1
    return number_format(round(number, places), places, force_grouping=True)


def percent(share: float) -> str:
    return f"{shown(100 * share, 0)}%"
