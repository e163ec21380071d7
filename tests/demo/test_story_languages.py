"""Texts that a story looks for are found in the language of the page, and missed where they are not there."""

import pytest
from django.utils import translation

from network.demo.stories.checks import TextSeen, parse_check
from network.demo.stories.translated_text import translations

NAME = "Bruno Verdi"
REASONS = {f"Promemoria da inviare. Non inviata: {reason}." for reason in ("ignorato", "invito ignorato")}
SHOWS, HIDES = "page of anna shows {}", "page of anna does not show {}"


def problem(sentence: str, text: str, page: str, language: str = "it", is_own: bool = False) -> str:
    seen = TextSeen(page, is_own)
    with translation.override(language):
        return parse_check(sentence.format(text)).problem(seen, seen)


@pytest.mark.parametrize(
    ("text", "italian"),
    [
        ("Withdrawn", {"Ritirato"}),
        ("Sent", {"Inviati", "Inviato"}),
        (f"{NAME} is now in your network", {f"{NAME} ora fa parte della tua rete"}),
        ("Reminder due. Not sent: ignored.", REASONS),
        (NAME, set()),
        ("now in your network", set()),
        ("Withdrawn. Nobody wrote this.", set()),
    ],
)
def test_a_message_is_translated_with_its_values(text, italian):
    with translation.override("it"):
        assert translations(text) == italian


@pytest.mark.parametrize("page", ["Ritirato", "… Ritirato il 3 maggio"])
def test_a_message_is_found_in_the_language_of_the_page(page):
    assert problem(SHOWS, "Withdrawn", page) == ""
    assert problem(HIDES, "Withdrawn", page) == "it is there"


def test_an_english_message_on_an_italian_page_is_missed():
    assert problem(SHOWS, "Withdrawn", "Withdrawn").startswith("it is not there")


def test_a_text_of_the_story_is_looked_for_as_it_stands():
    assert problem(HIDES, "We met", "We met in Cremona", is_own=True) == "it is there"
    assert problem(HIDES, "We met", "Ritirato", is_own=True) == ""


def test_a_part_of_a_message_is_refused_where_it_could_never_be_shown():
    assert problem(HIDES, "in your network", "Ritirato").startswith("it is neither")
    assert problem(HIDES, "in your network", "Withdrawn", "en") == ""
