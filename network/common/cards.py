"""The environment of the cards: what stands many times on a page is a template of Jinja2, in templates/cards/.

Jinja2 compiles a template to Python. Django's templates, of which the rest of a page is made, cost several times as much.
Everything is escaped but what is `SafeString`; texts are translated by gettext, whose values are escaped too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.template import engines
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from network.common.addresses import readable_address
from network.common.templatetags import dates
from network.common.text import isolate
from network.common.url_patterns import url_of


def environment(**options: Any) -> Environment:
    """For the setting `TEMPLATES`."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    cards = Environment(**options)  # noqa: S701  it is escaped, as the line above says
    cards.filters |= {"ago": dates.ago, "day": dates.day, "isolate": isolate, "readable": readable_address}
    cards.globals |= {
        "_": translate,
        "ngettext": translate_number,
        "pgettext": translate_in_context,
        "url": url_of,
    }
    return cards


def macro(template: str, name: str) -> Callable[..., Markup]:
    """A macro of a template in templates/cards/, for Python."""
    backend: Any = engines["jinja2"]
    found: Callable[..., Markup] = getattr(backend.env.get_template(f"{template}.jinja").module, name)
    return found


def translate(message: str, **values: object) -> Markup:
    """The message in the active language, with its values, escaped, in place of %(name)s."""
    text = _translated(message, translation.get_language())
    return text % values if values else text


def translate_in_context(context: str, message: str) -> Markup:
    return Markup(translation.pgettext(context, message))  # noqa: S704  messages are ours


def translate_number(singular: str, plural: str, number: int, **values: object) -> Markup:
    return Markup(translation.ngettext(singular, plural, number)) % values  # noqa: S704  messages are ours


@lru_cache(maxsize=4096)
def _translated(message: str, _language: str | None) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704  messages are ours
