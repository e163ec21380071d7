from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import EmailPreferences


class PreferencesForm(forms.ModelForm[EmailPreferences]):
    class Meta:
        model = EmailPreferences
        fields = (*EmailPreferences.STAFF_SWITCHES, *EmailPreferences.SWITCHES)
        help_texts = {
            "none": _("While this is on, the choices above have no effect. They are kept for later.")
        }

    def __init__(self, *args: Any, is_staff: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for switch in () if is_staff else EmailPreferences.STAFF_SWITCHES:
            del self.fields[switch]
