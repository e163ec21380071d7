"""The style page shows the whole shelf."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.languages import LANGUAGES

SHELF = Path(settings.BASE_DIR) / "templates" / "components"
UNSEEN = {"components/passkey_options.html"}
"""A script and what it is told."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_shown(client_for, anna, language):
    type(anna).objects.update(language=language)
    page = client_for(anna).get("/demo/style/")
    shown = {template.name for template in page.templates}
    assert {f"components/{file.name}" for file in SHELF.iterdir()} - shown == UNSEEN


def test_nothing_of_it_is_saved_and_anybody_may_look(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/demo/style/").status_code == 200
