"""What Django says in English only is said in every language of ours."""

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext, override

from network.common import third_party_translations
from tests.languages import TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_borrowed_sentence_is_said_in_each_language(language):
    with override(language):
        assert [each for each in third_party_translations.SENTENCES if gettext(each) == each] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_so_is_that_a_password_is_too_short(language):
    english = MinimumLengthValidator(8).get_error_message()
    with override(language):
        assert MinimumLengthValidator(8).get_error_message() != english
