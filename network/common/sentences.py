"""Sentences for pages, with markup of their own and with the names of people in them."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def html_sentence(text: str, /, **values: object) -> SafeString:
    """The translated text, whose markup is ours, with its values in place of %(name)s.

    Texts are escaped and stand in <bdi>; numbers and what is markup already are inserted as they are.
    """
    return mark_safe(text % {name: _inserted(value) for name, value in values.items()})  # noqa: S308  values are escaped below


def _inserted(value: object) -> SafeString:
    isolated = isinstance(value, str) and not isinstance(value, SafeString)
    return format_html("<bdi>{}</bdi>" if isolated else "{}", value)
