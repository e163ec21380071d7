"""The translations tool."""

import pytest
from babel.messages import Catalog, pofile

from tests.bin.scripts import load


@pytest.fixture
def messages(tmp_path, monkeypatch):
    """A project of one template and one module."""
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
    catalogue = tool.read(language)
    catalogue[message].string = string
    with tool.file_of(language).open("wb") as file:
        pofile.write_po(file, catalogue)


def test_templates_and_python_are_read(messages):
    found = messages.sentences()
    assert {m.id for m in found if m.id} == {"Accept", "Saved for %(name)s.", ("%(n)s day", "%(n)s days")}


def test_update_writes_whole_headers(messages):
    messages.update()
    arabic = messages.read("ar")
    assert (arabic.fuzzy, arabic.num_plurals, str(arabic.locale)) == (False, 6, "ar")
    assert len(arabic["%(n)s day"].string) == 6


def test_update_keeps_what_is_translated_and_changes_nothing_twice(messages):
    messages.update()
    translate(messages, "it", "Accept", "Accetta")
    messages.update()
    before = messages.file_of("it").read_bytes()
    messages.update()
    assert messages.file_of("it").read_bytes() == before
    assert messages.read("it")["Accept"].string == "Accetta"


def test_check_counts_and_is_content(messages, capsys):
    messages.update()
    assert messages.check() == 0
    assert "ar: 3 sentences, 3 untranslated" in capsys.readouterr().out


def test_check_finds_what_is_missing(messages, capsys):
    messages.update()
    (messages.ROOT / "network" / "b.py").write_text("y = _('New')\n")
    assert messages.check() == 1
    assert "missing: 'New'" in capsys.readouterr().out


@pytest.mark.parametrize("string", ["Salvato.", "Salvato per %(nome)s."])
def test_check_finds_placeholders_that_do_not_fit(messages, string):
    messages.update()
    translate(messages, "it", "Saved for %(name)s.", string)
    assert messages.check() == 1


def test_a_plural_form_may_leave_the_number_out(messages):
    messages.update()
    translate(messages, "ar", "%(n)s day", ("", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"))
    assert messages.check() == 0


def test_fuzzy_is_a_fault(messages):
    source = Catalog(fuzzy=False)
    source.add("Accept")
    fuzzy = Catalog(fuzzy=True)
    fuzzy.add("Accept", "Accetta", flags=["fuzzy"])
    assert messages.faults_of(source, fuzzy) == ["the header is fuzzy", "fuzzy: 'Accept'"]


def test_compile_writes_what_django_reads(messages):
    messages.update()
    translate(messages, "it", "Accept", "Accetta")
    messages.compile()
    assert b"Accetta" in messages.file_of("it").with_suffix(".mo").read_bytes()
