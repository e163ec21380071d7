"""Encrypted values for URLs."""

from __future__ import annotations

import pytest
from django.core import signing

from network.common.sealing import Sealer

sealer = Sealer("tests", padding=16)


def test_values_come_back():
    assert sealer.unseal(sealer.seal(7, "two", None)) == [7, "two", None]
    assert sealer.unseal_bytes(sealer.seal_bytes(7)) == [7]


def test_the_same_values_give_the_same_text_of_letters_digits_and_hyphens():
    assert sealer.seal(7) == sealer.seal(7)
    assert sealer.seal(7).replace("-", "").replace("_", "").isalnum()


def test_the_length_does_not_reveal_the_size_of_a_key():
    assert len(sealer.seal(7)) == len(sealer.seal(7_340_000_001))


def test_a_text_is_valid_for_its_purpose_and_what_it_is_bound_to():
    text = sealer.seal(7, bound_to=("list",))
    assert sealer.unseal(text, bound_to=("list",)) == [7]
    for other, bound_to in ((Sealer("others"), ("list",)), (sealer, ("other list",)), (sealer, ())):
        with pytest.raises(ValueError, match="another key"):
            other.unseal(text, bound_to=bound_to)


@pytest.mark.parametrize("text", ["", "A", "é", "A" * 64, "=" * 8, "A" * 3000, "[7]", "W zdd"])
@pytest.mark.parametrize("signed_before", ["", "tests.signed"])
def test_any_other_text_is_invalid(text, signed_before):
    with pytest.raises(ValueError):  # noqa: PT011  (the sentence is for the log)
        Sealer("tests", signed_before=signed_before).unseal(text)


def test_texts_that_earlier_versions_signed_stay_valid():
    text = signing.Signer(salt="tests.signed").sign_object([7, "two"])
    assert Sealer("tests", signed_before="tests.signed").unseal(text) == [7, "two"]
    with pytest.raises(ValueError):  # noqa: PT011
        sealer.unseal(text)


@pytest.mark.parametrize(("lasting", "valid"), [(True, True), (False, False)])
def test_what_must_last_outlives_a_secret_key(settings, lasting, valid):
    lasting_sealer = Sealer("tests", lasting=lasting)
    text = lasting_sealer.seal(7)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "an0ther-key-" * 6, []
    try:
        assert lasting_sealer.unseal(text) == [7]
    except ValueError:
        assert not valid
    else:
        assert valid
