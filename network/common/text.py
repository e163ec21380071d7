"""Text for display and for search."""

import unicodedata


def arrow(origin: object, target: object) -> str:
    """“Anna → Bruno” with bidirectional isolates, so that the arrow points at the target in right-to-left text too."""
    return f"\u2066\u2068{origin}\u2069 → \u2068{target}\u2069\u2069"


def normalize_search(text: str) -> str:
    """Text for comparison in searches: without case, accents, vowel signs and other combining marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
