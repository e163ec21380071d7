"""Words that were replaced in all messages, and that must not come back (docs/translating.md has the terms)."""

import re

import pytest

from tests.bin.scripts import load

THIRD_PARTY = "network/common/third_party_translations.py"
REPLACED = [
    r"\bNoted\b", "All noted", "called back", "cannot be undone", "taken back", r"Take back", "As if you had",
    r"^Recorded\.", "never tell more", "what it cost", "given back", "whole exchange", "whole table", "Look again",
    r"\brests\b", "it rest", "invitation rest", r"\bbegs?\b", r"\blies\b", "lie here", "stand here", "stands here", r"\bforgotten\b", "Look into your",
    "Is it you", "touches your account", "You are signed out", "of what is yours", r"[Yy]our copy", r"\bFetch\b",
    "be fetched", "What others may", "What goes", "What stays", "Handed in", "[Gg]one through", "became of", "^Further$",
    "Back to the first", "^Go on$", "As the device", r"\bstale\b", "too often", "Nothing waits", "Nobody found",
    "Nothing found", "Look among", "Not here yet", "That is you", "unconnected", r"\bAsked\.", "Stop e-mails", "stands in",
    "None of this", "No passkey came", "in alone", "names everybody", "[Gg]ravest", "the two of you", "Sent lately",
    "News of your", "is missing", r"\bKnock", "[Pp]ieces? of", "one's own", "[Ll]ines? of (a )?list", "[Dd]epartures?\b",
    r"\b[Ee]mails?\b",
]  # fmt: skip
GENDERED = r"\b(he|she|him|his|her|hers)\b"


@pytest.fixture(scope="module")
def messages() -> dict[str, set[str]]:
    """Every message of the product in English, each plural form on its own, and the files that have it."""
    return {
        re.sub(r"%\(\w+\)[sd]", "…", text): files
        for message in load("messages").extract_messages()
        if message.id and (files := {path for path, _ in message.locations} - {THIRD_PARTY})
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    }


@pytest.mark.parametrize("pattern", REPLACED)
def test_a_replaced_word_does_not_come_back(messages, pattern):
    assert not [text for text in messages if re.search(pattern, text)]


def test_no_sentence_guesses_who_is_a_man_or_a_woman(messages):
    """But those of the stories, whose people are known."""
    others = [text for text, files in messages.items() if not all(file.endswith(".toml") for file in files)]
    assert not [text for text in others if re.search(GENDERED, text)]
