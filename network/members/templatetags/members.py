"""Template filters for members."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from network.members.accounts import public_ids
from network.members.models import MutualConnections

register = template.Library()
register.filter("passkey_id", public_ids.passkey_id)


@register.filter
def mutual_names(shared: MutualConnections) -> SafeString:
    """The names of the first mutual connections, each in a <bdi>; “…” follows where there are more."""
    names = [(member.name,) for member in shared.members]
    ellipsis = " …" if shared.count > len(names) else ""
    joined = format_html_join(pgettext("between names", ", "), "<bdi>{}</bdi>", names)
    return format_html("{}{}", joined, ellipsis)
