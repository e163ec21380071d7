"""Shows a template of Jinja2 (see `network/common/cards.py`) on a page."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def jinja(name: str, **context: object) -> SafeString:
    """`{% jinja "received" cards=cards %}` is templates/cards/received.jinja with these variables alone."""
    return mark_safe(render_to_string(f"{name}.jinja", context, using="jinja2"))  # noqa: S308  Jinja2 has escaped it
