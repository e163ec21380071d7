"""The languages of the site, for tests that run in each of them."""

from django.conf import settings

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TRANSLATED = [code for code in LANGUAGES if code != "en"]
