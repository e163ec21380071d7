"""What Django says in English only is said in every language of ours."""

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext, override

from network.common import third_party_translations


@pytest.mark.parametrize("language", ["it", "ar"])
def test_a_borrowed_sentence_is_said_in_each_language(language):
    with override(language):
        assert [each for each in third_party_translations.SENTENCES if gettext(each) == each] == []


@pytest.mark.parametrize(("language", "word"), [("it", "caratteri"), ("ar", "أحرف")])
def test_so_is_that_a_password_is_too_short(language, word):
    with override(language):
        assert word in MinimumLengthValidator(8).get_error_message()
