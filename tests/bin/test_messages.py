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


STORY = """
title = "Waiting"
about.en = "Translated in the file"
left = "anna"
[[scenes]]
task = "Look at both sides."
look = ""
checks = ["clock +7d"]
"""


def test_the_texts_of_stories_are_messages(messages):
    (messages.ROOT / messages.STORIES).mkdir(parents=True)
    (messages.ROOT / messages.STORIES / "waiting.toml").write_text(STORY)
    ids = {message.id for message in messages.extract_messages()}
    assert ids >= {"Waiting", "Look at both sides."}
    assert not ids & {"anna", "Translated in the file", "clock +7d"}


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
    assert str(messages.read_catalogue("pt_BR").locale) == "pt_BR"


@pytest.fixture
def translated(messages):
    """The script, in a project with complete catalogues."""
    messages.update()
    for language, plurals in (("it", 2), ("ar", 6)):
        translate(messages, language, "Accept", "x")
        translate(messages, language, "Saved for %(name)s.", "x %(name)s")
        translate(messages, language, "%(n)s day", ("x %(n)s",) * plurals)
    return messages


def test_check_passes_complete_catalogues(translated, capsys):
    assert translated.check() == 0
    assert capsys.readouterr().out.splitlines() == [
        "it: 3 messages, 0 untranslated",
        "ar: 3 messages, 0 untranslated",
    ]


@pytest.mark.parametrize(
    ("message", "string"),
    [("Accept", ""), ("%(n)s day", ("", "x", "x", "x", "x", "x")), ("%(n)s day", ("",) * 6)],
)
def test_check_finds_what_is_not_translated(translated, capsys, message, string):
    translate(translated, "ar", message, string)
    assert translated.check() == 1
    assert "ar: untranslated: " in capsys.readouterr().out


def test_check_finds_a_fuzzy_translation(translated, capsys):
    catalogue = translated.read_catalogue("it")
    catalogue["Accept"].flags.add("fuzzy")
    with translated.po_file("it").open("wb") as file:
        pofile.write_po(file, catalogue)
    assert translated.check() == 1
    assert "it: fuzzy: 'Accept'" in capsys.readouterr().out


def test_check_finds_a_missing_message(translated, capsys):
    (translated.ROOT / "network" / "b.py").write_text("y = _('New')\n")
    assert translated.check() == 1
    assert "missing: 'New'" in capsys.readouterr().out


@pytest.mark.parametrize("string", ["Salvato.", "Salvato per %(nome)s."])
def test_check_finds_placeholders_that_do_not_fit(translated, string):
    translate(translated, "it", "Saved for %(name)s.", string)
    assert translated.check() == 1


def test_a_plural_form_may_omit_the_number(translated):
    translate(
        translated, "ar", "%(n)s day", ("لا أيام", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم")
    )
    assert translated.check() == 0


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
