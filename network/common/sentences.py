"""Sentences for pages, with markup of their own and with the names of people in them."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape


def html_sentence(text: str, /, **values: object) -> SafeString:
    """The translated text, whose markup is ours, with its values in place of %(name)s.

    Texts are escaped and stand in <bdi>; numbers and what is markup already are inserted as they are.
    """
    return mark_safe(text % {name: _inserted(value) for name, value in values.items()})  # noqa: S308  values are escaped below


def _inserted(value: object) -> str:
    isolated = isinstance(value, str) and not isinstance(value, SafeString)
    return f"<bdi>{escape(value)}</bdi>" if isolated else escape(value)
