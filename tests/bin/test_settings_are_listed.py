""".env.example and the code name the same settings."""

import re

from invitations import policy
from tests.bin.scripts import ROOT


def listed():
    return re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def read():
    settings = (ROOT / "network" / "settings.py").read_text()
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', settings)) | {
        n.variable for n in policy.NUMBERS
    }


def test_every_setting_is_listed_and_nothing_else():
    """But those of the mail provider's library, which are handed on unread."""
    assert {name for name in listed() if not name.startswith("ANYMAIL_") or name in read()} == read()


def test_none_is_listed_twice():
    assert len(listed()) == len(set(listed()))


def test_the_defaults_of_the_lifecycle_are_the_ones_listed():
    lines = dict(re.findall(r"^#(INVITATIONS_\w+)=(\S+)", (ROOT / ".env.example").read_text(), re.MULTILINE))
    for number in policy.NUMBERS:
        values = number.value if isinstance(number.value, tuple) else (number.value,)
        assert lines[number.variable] == ",".join(map(str, values))


def test_every_setting_of_the_example_is_switched_off():
    """So that a plain copy of the file changes nothing."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert all(line.startswith("#") for line in lines if line)
