"""The template tag of `network.common.template_hooks`."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from network.common.template_hooks import templates_for

register = template.Library()


@register.simple_tag(takes_context=True)
def template_hook(context: Context, name: str) -> SafeString:
    """Render all templates that are registered for this hook, with the current context."""
    engine = context.template.engine  # type: ignore[union-attr]
    return format_html_join(
        "", "{}", ((engine.get_template(file).render(context),) for file in templates_for(name))
    )
