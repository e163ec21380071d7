"""Text for people and for searches."""

import unicodedata


def arrow(origin: object, goal: object) -> str:
    """“Anna → Bruno”, isolated: the arrow points at the goal whatever the direction of names and page."""
    return f"\u2066\u2068{origin}\u2069 → \u2068{goal}\u2069\u2069"


def normalize_search(text: str) -> str:
    """As searches compare: without case, accents, vowel signs and the other marks upon letters."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
