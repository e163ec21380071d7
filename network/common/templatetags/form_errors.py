"""Template tag that tells whether a page shows a form with errors."""

from __future__ import annotations

from typing import cast

from django import template
from django.forms import BaseForm
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def shows_form_errors(context: Context) -> bool:
    """Whether a form of the page's context was sent and is wrong. Evaluates no lazy object, as the member of a request."""
    forms = (
        cast(BaseForm, value) for value in context.flatten().values() if issubclass(type(value), BaseForm)
    )
    return any(bool(form.errors) for form in forms)
