"""The links and buttons that notifications adds to templates of other apps, by hook."""

from __future__ import annotations

from network.common.template_hooks import register_template

TEMPLATES = {
    "invite_form_buttons": "notifications/hooks/invite_form_button.html",
    "invite_by_email_form_buttons": "notifications/hooks/invite_by_email_form_button.html",
    "follow_up_form_buttons": "notifications/hooks/follow_up_form_button.html",
    "navbar_links": "notifications/hooks/navbar_link.html",
    "account_menu_links": "notifications/hooks/account_menu_link.html",
    "staff_notices": "notifications/hooks/staff_notice.html",
    "settings_links": "notifications/hooks/settings_link.html",
}


def register() -> None:
    for hook, template_name in TEMPLATES.items():
        register_template(hook, template_name)
