"""Which of the languages of the code the site offers, and in which one a visitor or a member is answered.

The site record has the choice (`network/site`); its app says here how to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

Choice = tuple[Collection[str], str]
"""The codes that are offered, none for all, and the default one, empty for that of the settings."""


def _no_choice() -> Choice:
    return (), ""


_read_choice: Callable[[], Choice] = _no_choice


def register_choice(read: Callable[[], Choice]) -> None:
    global _read_choice
    _read_choice = read


def offered() -> list[tuple[str, str]]:
    """Code and name of each language, in the order of the settings."""
    codes, _default = _read_choice()
    return [entry for entry in settings.LANGUAGES if entry[0] in codes] or settings.LANGUAGES


def default() -> str:
    """The default language of the site, where it is offered; else that of the settings, else the first one offered."""
    codes = [code for code, _name in offered()]
    wanted = (_read_choice()[1], settings.LANGUAGE_CODE, *codes)
    return next(code for code in wanted if code in codes)


def supported(code: str) -> str:
    """The offered language that the code of a browser or a member names; empty where there is none."""
    try:
        language = get_supported_language_variant(code)
    except LookupError:
        return ""
    return language if language in dict(offered()) else ""


def for_member(code: str) -> str:
    """The language in which somebody is answered who has chosen this one."""
    return supported(code) or default()


def for_visitor(request: HttpRequest) -> str:
    """The language of the cookie, else the first one of the browser that the site offers, else the default."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    codes = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *(code for code, _weight in accepted)]
    return next(filter(None, map(supported, codes)), "") or default()
