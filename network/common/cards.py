"""The environment of the cards: what stands many times on a page is a template of Jinja2, in templates/cards/.

Jinja2 compiles a template to Python. Django's templates, of which the rest of a page is made, cost several times as much.
Everything is escaped but what is `SafeString`; texts are translated by gettext, whose values are escaped too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.template import engines
from django.urls import get_script_prefix, get_urlconf
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from network.common.addresses import readable_address
from network.common.templatetags import dates
from network.common.text import isolate_in
from network.common.url_patterns import url_under


def environment(**options: Any) -> Environment:
    """For the setting `TEMPLATES`."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    cards = Environment(**options)  # noqa: S701  it is escaped, as the line above says
    cards.filters |= {"ago": dates.ago, "day": dates.day, "readable": readable_address}
    return cards


def render(name: str, context: dict[str, object]) -> SafeString:
    """The template templates/cards/….jinja with these variables and the functions `_functions`."""
    return mark_safe(_template(name).render({**_current_functions(), **context}))  # noqa: S308  Jinja2 has escaped it


def macro(template: str, name: str) -> Callable[..., Markup]:
    """A macro of a template in templates/cards/, for Python; it speaks the active language."""
    found: Callable[..., Markup] = getattr(_template(template).make_module(_current_functions()), name)
    return found


def _template(name: str) -> Template:
    backend: Any = engines["jinja2"]
    template: Template = backend.env.get_template(f"{name}.jinja")
    return template


def _current_functions() -> dict[str, Callable[..., str]]:
    return _functions(translation.get_language(), get_script_prefix(), get_urlconf())


@lru_cache(maxsize=64)
def _functions(
    language: str | None, script_prefix: str, urlconf: str | None
) -> dict[str, Callable[..., str]]:
    """The functions of the templates, for pages in this language under this prefix.

    They are called hundreds of times on a page, and asking for the active language takes longer than what they do.
    """
    is_rtl = translation.get_language_bidi()
    texts: dict[str, Markup] = {}

    def translate(message: str, **values: object) -> Markup:
        """The message with its values, escaped, in place of %(name)s."""
        if message not in texts:
            texts[message] = Markup(translation.gettext(message))  # noqa: S704  messages are ours
        return texts[message] % values if values else texts[message]

    def translate_in_context(context: str, message: str) -> Markup:
        return Markup(translation.pgettext(context, message))  # noqa: S704  messages are ours

    def translate_number(singular: str, plural: str, number: int, **values: object) -> Markup:
        return Markup(translation.ngettext(singular, plural, number)) % values  # noqa: S704  messages are ours

    def url(name: str, key: str = "") -> str:
        return url_under(name, key, script_prefix, urlconf)

    def isolate(text: object) -> str:
        return isolate_in(str(text), is_rtl)

    return {
        "_": translate,
        "ngettext": translate_number,
        "pgettext": translate_in_context,
        "url": url,
        "isolate": isolate,
    }
