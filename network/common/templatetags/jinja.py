"""Shows a template of Jinja2 (see `network/common/cards.py`) on a page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from network.common import cards

register = template.Library()


@register.simple_tag
def jinja(name: str, **context: object) -> SafeString:
    """`{% jinja "received" cards=cards %}` is templates/cards/received.jinja with these variables alone."""
    return cards.render(name, context)
