"""The tables of the admin about invitations fit a window of 1280 px, also with a very long name."""

from __future__ import annotations

import pytest

from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.browser
SIZE = {"width": 1280, "height": 900}
TABLES = "Array.from(document.querySelectorAll('.results, .start-table'), box => box.scrollWidth - box.clientWidth)"


@pytest.fixture
def staff(anna, bruno):
    longest = MemberFactory(name="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbaugesellschaft Donau")
    for sender in (anna, longest):
        reception_of(invite(sender, bruno)).reply("Who are you?")
    work()
    return MemberFactory(is_staff=True, is_superuser=True)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/invitations/invitation/"])
def test_no_table_scrolls_sideways(staff, at_browser, path, language):
    type(staff).objects.filter(pk=staff.pk).update(language=language)
    person = at_browser(staff, viewport=SIZE, locale=language)
    person.visit(path)
    assert person.page.evaluate(TABLES) == [0]
