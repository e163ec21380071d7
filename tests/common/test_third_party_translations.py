"""Messages of third-party packages are translated into every language of the site."""

from datetime import date

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from network.common import third_party_translations
from tests.languages import TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_third_party_messages_are_translated(language):
    with override(language):
        assert [text for text in third_party_translations.SENTENCES if gettext(text) == text] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_password_length_message_is_translated(language):
    english = MinimumLengthValidator(8).get_error_message()
    with override(language):
        assert MinimumLengthValidator(8).get_error_message() != english


def test_a_month_is_small_in_an_italian_date():
    with override("it"):
        assert date_format(date(2026, 12, 7), "j F") == "7 dicembre"
