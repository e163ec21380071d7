"""Accent colours: which are refused, and that text is legible in all others, on light and on dark pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from network.site import colours
from network.site.models import Site
from network.site.validators import validate_accent
from notifications.views import style_source
from tests.conftest import invite, mails
from tests.site.edit import edit_site

COLOURS = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF))
TEXT = {"light": ((0.25, 0.02, 60), (0.47, 0.02, 65)), "dark": ((0.93, 0.01, 85), (0.74, 0.015, 80))}
"""--color-text and --color-muted of static/css/tokens.css, which stand on the tint too."""


@given(COLOURS)
def test_text_is_legible_with_every_colour_that_is_accepted(colour):
    try:
        palette = colours.palette(colour)
    except colours.NotLegible:
        assume(False)
    pages = {"light": colours.LIGHT_PAGES, "dark": colours.DARK_PAGES}
    for name, shades in palette._asdict().items():
        behind = colours.backgrounds(shades, pages[name])
        pairs = [(shades.on_accent, shades.accent), (shades.on_accent, shades.hover)]
        pairs += [(text, each) for text in (shades.accent, shades.hover) for each in behind]
        pairs += [(colours._hex(text), shades.subtle) for text in TEXT[name]]
        assert min(colours.contrast(*pair) for pair in pairs) >= 4.5


@given(COLOURS)
def test_a_colour_is_refused_only_where_text_on_it_or_in_it_is_hard_to_read(colour):
    paper = min(colours.contrast(colour, colours._hex(page)) for page in colours.LIGHT_PAGES)
    try:
        colours.palette(colour)
    except colours.NotLegible:
        assert paper < 4.6


@given(COLOURS)
def test_a_colour_is_itself_on_light_pages(colour):
    assert colours._hex(colours._lch(colour)) == colour


@pytest.mark.parametrize(
    "colour", ["#ffff00", "#757575", "#ff0000", "red", "#12", "#1b4f9c;}", "", "javascript:"]
)
def test_what_is_refused(colour):
    if colour:
        with pytest.raises(ValidationError):
            validate_accent(colour)


def test_the_contrast_is_that_of_wcag():
    assert round(colours.contrast("#ffffff", "#000000"), 2) == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_stylesheet(client, db):
    assert "/site/colours/" not in client.get("/").content.decode()
    edit_site(accent="#1b4f9c")
    page = client.get("/")
    url = page.content.decode().partition('<link rel="stylesheet" href="/site/')[2].partition('"')[0]
    sheet = client.get(f"/site/{url}")
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--color-accent: light-dark(#1b4f9c, #90b9f7);" in sheet.content.decode()
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "style=" not in page.content.decode()


def test_no_other_stylesheet_can_be_asked_for(client, db):
    edit_site(accent="#1b4f9c")
    assert client.get("/site/colours/1b4f9c.css").status_code == 404
    assert client.get("/site/icon/1b4f9c.svg").status_code == 404


def test_the_icon_has_the_letters_of_the_name(client, db):
    edit_site(name="<Guild> & School")
    page = client.get("/").content.decode()
    icon = client.get("/site/icon/" + page.partition('href="/site/icon/')[2].partition('"')[0])
    assert ">GS</text>" in icon.content.decode()
    assert icon.headers["Content-Type"] == "image/svg+xml; charset=utf-8"


def test_e_mails_have_the_colour_and_keep_it(anna, bruno, client_for):
    edit_site(accent="#1b4f9c")
    invite(anna, bruno)
    edit_site(accent="#c00000")
    invite(bruno, anna)
    for member, shade in ((bruno, "#1b4f9c"), (anna, "#c00000")):
        mail = mails(member)[0]
        response = client_for(member).get(f"/mail/{mail.public_id}/html/")
        assert f"background: {shade}; color: #fdfcf8;" in mail.html
        assert style_source(mail.html) in response.headers["Content-Security-Policy"]


def test_a_style_that_somebody_typed_is_not_allowed(anna, bruno):
    invite(anna, bruno, "<style>p { color: red }</style>")
    assert "color: red" not in mails(bruno)[0].html.partition("<style>")[2].partition("</style>")[0]


def test_a_colour_that_later_code_refuses_breaks_nothing(anna, bruno, client):
    edit_site(accent="#ffff00")
    invite(anna, bruno)
    assert f"background: {colours.DEFAULT.light.accent};" in mails(bruno)[0].html
    assert client.get(f"/site/colours/{Site.objects.get().look}.css").status_code == 200
