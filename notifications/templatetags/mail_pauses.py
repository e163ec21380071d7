from __future__ import annotations

from typing import Any

from django import template

from notifications.models import MailPause

register = template.Library()


@register.simple_tag
def mail_pauses(user: Any) -> list[MailPause]:
    """Why no e-mail has left for long; always empty for users who are not staff."""
    return list(MailPause.objects.lasting().order_by("since")) if user.is_staff else []
