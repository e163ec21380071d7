""".env.example and the code name the same settings."""

import re

from invitations import policy
from tests.bin.scripts import ROOT


def listed_settings():
    return re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def used_settings():
    settings = (ROOT / "network" / "settings.py").read_text()
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', settings)) | {
        n.variable for n in policy.current().numbers()
    }


def compose_variables():
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))


def test_the_example_lists_every_setting_and_no_other():
    """Except those of django-anymail, which the settings pass on."""
    assert {
        name for name in listed_settings() if not name.startswith("ANYMAIL_") or name in used_settings()
    } == used_settings() | compose_variables()


def test_no_setting_is_listed_twice():
    assert len(listed_settings()) == len(set(listed_settings()))


def test_the_example_shows_the_defaults_of_the_policy():
    lines = dict(re.findall(r"^#(INVITATIONS_\w+)=(\S+)", (ROOT / ".env.example").read_text(), re.MULTILINE))
    for number in policy.current().numbers():
        assert lines[number.variable] == ",".join(map(str, number.values))


def test_every_setting_of_the_example_is_commented_out():
    """A copy of the file changes nothing."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert all(line.startswith("#") for line in lines if line)
