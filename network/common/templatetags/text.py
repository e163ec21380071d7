"""Template filters for text; built in, so no template loads them."""

from __future__ import annotations

from django import template

from network.common import text

register = template.Library()
register.filter("isolate", text.isolate)
register.filter("direction", text.direction)
register.filter("quotation", text.quotation)
