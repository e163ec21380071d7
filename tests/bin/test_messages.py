"""bin/messages."""

import pytest
from babel.messages import Catalog, pofile

from tests.bin.scripts import load


@pytest.fixture
def messages(tmp_path, monkeypatch):
    """The script, in a project of one template and one module."""
    tool = load("messages")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "network").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "<p>\n  {% if a %}\n    {% translate 'Accept' %}\n  {% endif %}</p>"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    (tmp_path / "network" / "a.py").write_text("x = gettext_lazy('Saved for %(name)s.')\n")
    return tool


def translate(tool, language, message, string):
    catalogue = tool.read_catalogue(language)
    catalogue[message].string = string
    with tool.po_file(language).open("wb") as file:
        pofile.write_po(file, catalogue)


def test_messages_are_extracted_from_templates_and_python(messages):
    catalogue = messages.extract_messages()
    assert {m.id for m in catalogue if m.id} == {"Accept", "Saved for %(name)s.", ("%(n)s day", "%(n)s days")}


def test_update_writes_complete_headers(messages):
    messages.update()
    arabic = messages.read_catalogue("ar")
    assert (arabic.fuzzy, arabic.num_plurals, str(arabic.locale)) == (False, 6, "ar")
    assert len(arabic["%(n)s day"].string) == 6


def test_update_keeps_translations_and_is_idempotent(messages):
    messages.update()
    translate(messages, "it", "Accept", "Accetta")
    messages.update()
    before = messages.po_file("it").read_bytes()
    messages.update()
    assert messages.po_file("it").read_bytes() == before
    assert messages.read_catalogue("it")["Accept"].string == "Accetta"


def test_update_creates_the_catalogue_of_a_new_language(messages, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("pt-br", "Português")]
    messages.update()
    assert (messages.ROOT / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po").exists()
    assert (str(messages.read_catalogue("pt_BR").locale), messages.check()) == ("pt_BR", 0)


def test_check_passes_and_counts_untranslated_messages(messages, capsys):
    messages.update()
    assert messages.check() == 0
    assert "ar: 3 messages, 3 untranslated" in capsys.readouterr().out


def test_check_finds_a_missing_message(messages, capsys):
    messages.update()
    (messages.ROOT / "network" / "b.py").write_text("y = _('New')\n")
    assert messages.check() == 1
    assert "missing: 'New'" in capsys.readouterr().out


@pytest.mark.parametrize("string", ["Salvato.", "Salvato per %(nome)s."])
def test_check_finds_placeholders_that_do_not_fit(messages, string):
    messages.update()
    translate(messages, "it", "Saved for %(name)s.", string)
    assert messages.check() == 1


def test_a_plural_form_may_omit_the_number(messages):
    messages.update()
    translate(messages, "ar", "%(n)s day", ("", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"))
    assert messages.check() == 0


def test_fuzzy_is_a_problem(messages):
    source = Catalog(fuzzy=False)
    source.add("Accept")
    fuzzy = Catalog(fuzzy=True)
    fuzzy.add("Accept", "Accetta", flags=["fuzzy"])
    assert messages.find_problems(source, fuzzy) == ["the header is fuzzy", "fuzzy: 'Accept'"]


def test_compile_writes_mo_files(messages):
    messages.update()
    translate(messages, "it", "Accept", "Accetta")
    messages.compile()
    assert b"Accetta" in messages.po_file("it").with_suffix(".mo").read_bytes()
