"""A language is one entry of LANGUAGES and one catalogue: tried with German, in a copy of the catalogues."""

from __future__ import annotations

import pytest
from babel.messages import pofile
from django.core.management import call_command

from network.members.models import Member
from tests.bin.scripts import ROOT, load


@pytest.fixture
def german(tmp_path, monkeypatch, settings):
    """The site with a German catalogue in which “Sign in” is translated."""
    tool = load("messages")
    for folder in ("network", "invitations", "notifications", "templates"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    tool.update()
    catalogue = tool.read_catalogue("de")
    catalogue["Sign in"].string = "Anmelden"
    with tool.po_file("de").open("wb") as file:
        pofile.write_po(file, catalogue)
    tool.compile()
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS]
    return tool


def test_pages_are_in_german_and_members_can_choose_it(german, anna, client, client_for):
    assert '<button type="submit" class="language-button" name="language" value="de" lang="de"' in read(
        client, "/"
    )
    client.post("/i18n/setlang/", {"language": "de"})
    page = read(client, "/")
    assert '<html lang="de" dir="ltr"' in page
    assert "Anmelden" in page
    client_for(anna).post("/settings/", {"language": "de", "time_zone": "UTC"})
    assert Member.objects.get(pk=anna.pk).language == "de"
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_gate_fails_until_all_of_it_is_translated(german, capsys):
    assert german.check() == 1
    assert "de: untranslated: 'Accept'" in capsys.readouterr().out


def read(client, path) -> str:
    return client.get(path).content.decode()
