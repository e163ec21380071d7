"""Cards are templates of Jinja2: escaped, strict about names, with the same URLs and messages as Django's."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.urls.base import set_script_prefix
from django.utils import translation
from jinja2 import UndefinedError

from network.common.url_patterns import url_of
from network.members.models import Member

ONE_KEY = ["invitations:detail", "invitations:send", "invitations:accept", "members:profile", "members:photo"]


def card(name, **context):
    return Template(f"{{% jinja '{name}' person=person card=card compact=False %}}").render(Context(context))


def test_what_members_write_is_escaped(db):
    person = Member(handle="eve", name="<script>alert(1)</script>", short_name="<i>")
    shown = card("connect", person=person, card={"blocked": True})
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_texts_are_in_the_active_language(db):
    with translation.override("it"):
        assert "Hai bloccato" in card("connect", person=Member(name="Eva"), card={"blocked": True})


def test_a_missing_variable_is_an_error(db):
    with pytest.raises(UndefinedError):
        card("connect", person=Member(name="Eva"), card={})


@pytest.mark.parametrize("name", ONE_KEY)
@pytest.mark.parametrize("prefix", ["/", "/as/anna/"])
def test_a_url_is_that_of_the_resolver(name, prefix):
    set_script_prefix(prefix)
    try:
        for key in ("anna2wxyz0123456", "b" * 16):
            assert url_of(name, key) == reverse(name, args=[key])
    finally:
        set_script_prefix("/")


def test_a_url_without_a_key_is_that_of_the_resolver():
    assert url_of("home") == reverse("home")
