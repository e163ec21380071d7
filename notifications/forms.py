from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import EmailPreferences


class PreferencesForm(forms.ModelForm[EmailPreferences]):
    class Meta:
        model = EmailPreferences
        fields = EmailPreferences.SWITCHES
        help_texts = {
            "none": _("While this is on, the choices above have no effect. They are kept for later.")
        }
