"""The environment of the cards: what stands many times on a page is a template of Jinja2, in templates/cards/.

Jinja2 compiles a template to Python. Django's templates, of which the rest of a page is made, cost five times as much.
Everything is escaped but what is `SafeString`; texts are translated by gettext, whose values are escaped too.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from jinja2 import Environment, StrictUndefined

from network.common.addresses import readable_address
from network.common.templatetags import dates
from network.common.text import isolate
from network.common.url_patterns import url_of


def environment(**options: Any) -> Environment:
    """For the setting `TEMPLATES`."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    cards = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701  it is escaped, as the line above says
    cards.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    cards.filters |= {"ago": dates.ago, "day": dates.day, "isolate": isolate, "readable": readable_address}
    cards.globals["url"] = url_of
    return cards
