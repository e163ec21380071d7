"""The style guide shows every component."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.languages import LANGUAGES

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
NOT_SHOWN = {"components/passkey_options.html", "components/provider_button.html"}
"""A script and its data alone; a form that needs a provider."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_shown(client_for, anna, language):
    type(anna).objects.update(language=language)
    page = client_for(anna).get("/demo/style/")
    shown = {template.name for template in page.templates}
    assert {f"components/{file.name}" for file in COMPONENTS.iterdir()} - shown == NOT_SHOWN


def test_the_style_guide_is_public_and_asks_for_the_site_record_alone(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/demo/style/").status_code == 200


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_no_id_occurs_twice(client, client_for, anna, is_signed_in):
    browser = client_for(anna) if is_signed_in else client
    ids = Counter(re.findall(r'\sid="([^"]+)"', browser.get("/demo/style/").content.decode()))
    assert [name for name, count in ids.items() if count > 1] == []
