from django import forms

from notifications.models import EmailPreferences


class PreferencesForm(forms.ModelForm[EmailPreferences]):
    class Meta:
        model = EmailPreferences
        fields = EmailPreferences.SWITCHES
