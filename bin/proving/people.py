"""Persons with names of equal length, so that no length differs because of who they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

PASSWORD = "a-horse-on-the-roof"
CONSONANTS, VOWELS = "bdfglmnprstvz", "aeiou"


@dataclass(frozen=True)
class Person:
    name: str
    handle: str
    email: str
    password: str = PASSWORD

    @property
    def first(self) -> str:
        return self.name.partition(" ")[0]

    def words(self) -> list[str]:
        """All that names the person, the longest first."""
        return [self.email, self.name, self.handle, self.first]


@dataclass(frozen=True)
class Pair:
    """Who invites whom in one world."""

    sender: Person
    recipient: Person


def drawn(rng: random.Random, domain: str = "example.org") -> Iterator[Person]:
    """People who differ in four letters in the middle of their names: initials, lengths and vowels are alike."""
    used = set()
    while True:
        middle = "".join(rng.choice(letters) for letters in (CONSONANTS, VOWELS) * 2)
        if middle not in used:
            used.add(middle)
            handle = f"ka{middle}-tomo"
            yield Person(f"Ka{middle} Tomo", handle, f"{handle}@{domain}")
