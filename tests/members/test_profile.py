"""The profile form: the text about oneself and the handle."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from network.members.models import Connection, Member
from network.members.models.handles import RESERVED_HANDLES, validate_handle
from network.members.people.forms import ProfileForm
from tests.factories import MemberFactory

TAKEN = "Somebody else has this handle."


def edit(browser, **fields):
    return browser.post("/settings/profile/", {"name": "Anna Ricci"} | fields)


def test_about_keeps_paragraphs_and_line_breaks(anna, bruno, client_for):
    edit(client_for(anna), about="I mend paper.\r\nAnd parchment.\r\n\r\nWrite to me.")
    page = client_for(bruno).get("/members/anna/").content.decode()
    assert "<p>I mend paper.<br>And parchment.</p>\n\n<p>Write to me.</p>" in page


def test_about_is_escaped_and_links_nothing(anna, bruno, client_for):
    edit(client_for(anna), about="<script>alert(1)</script> https://anna.example")
    page = client_for(bruno).get("/members/anna/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; https://anna.example" in page
    assert 'href="https://anna.example' not in page


@pytest.mark.parametrize(("lines", "status"), [(1000, 302), (1001, 200)])
def test_a_line_break_counts_as_one_character(anna, client_for, lines, status):
    assert edit(client_for(anna), about="a\r\n" * (lines - 1) + "ab").status_code == status


@pytest.mark.parametrize("bad", ["a\x00b", "\u202eevil", "x\x0bx", "x" * 2001])
def test_an_invalid_about_is_a_form_error(anna, client_for, bad):
    page = edit(client_for(anna), about=bad, headline="Bookbinder")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["about"])
    assert "Bookbinder" in page.content.decode()


def test_a_new_handle_changes_the_profile_url(anna, bruno, client_for):
    edit(client_for(anna), handle="paper-mender")
    assert client_for(bruno).get("/members/paper-mender/").status_code == 200
    assert client_for(bruno).get("/members/anna/").status_code == 404


@pytest.mark.parametrize("fields", [{}, {"handle": ""}, {"handle": "  "}, {"handle": "anna"}])
def test_a_blank_handle_keeps_the_old_one(anna, client_for, fields):
    assert edit(client_for(anna), **fields).status_code == 302
    assert Member.objects.get().handle == "anna"


@pytest.mark.parametrize(
    "bad",
    [
        "an", "a" * 41, "Anna", "anna ricci", "anna_ricci", "-anna", "anna-", "an--na", "ännä", "ليلى", "an/na",
        "anna\n", "anna\x00", "..", "admin", "settings", "me", "bruno",
    ],
)  # fmt: skip
def test_an_invalid_handle_is_a_form_error(anna, bruno, client_for, bad):
    page = edit(client_for(anna), handle=bad + ("x" if bad.endswith("\n") else ""), headline="Bookbinder")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["handle"])
    assert "Bookbinder" in page.content.decode()
    assert Member.objects.filter(handle="anna").exists()


def test_a_taken_handle_is_a_form_error(anna, bruno, client_for):
    assert edit(client_for(anna), handle="bruno").context["form"].errors["handle"] == [TAKEN]


def test_a_handle_taken_while_saving_is_a_form_error(anna, client_for, monkeypatch):
    def fail(form):
        raise IntegrityError

    monkeypatch.setattr(ProfileForm, "save", fail)
    page = edit(client_for(anna), handle="bruno", headline="Bookbinder")
    assert page.context["form"].errors["handle"] == [TAKEN]
    assert "Bookbinder" in page.content.decode()


def test_an_existing_short_handle_is_kept_if_the_field_is_blank(client_for):
    al = MemberFactory(name="Al", handle="al")
    assert edit(client_for(al), handle="al").status_code == 200
    assert edit(client_for(al)).status_code == 302


@pytest.mark.parametrize("name", ["Admin", "Support", "Settings"])
def test_reserved_handles_are_not_derived_from_names(db, name):
    assert MemberFactory(name=name).handle == f"{name.lower()}-2"
    assert {name.lower()} <= RESERVED_HANDLES


@pytest.mark.parametrize("name", ["Al", "田中 健二", "_", "Ä"])
def test_names_without_a_valid_handle_get_one(db, name):
    validate_handle(MemberFactory(name=name).handle)


def test_the_handle_of_a_long_name_is_valid(db):
    member = MemberFactory(name="x" * 31 + " Neri_Bianchi")
    validate_handle(member.handle)
    assert member.handle == "x" * 31


def test_saving_does_not_overwrite_concurrent_changes(anna, bruno, client_for, monkeypatch):
    save = Member.save

    def connect_and_save(row, *args, **kwargs):
        monkeypatch.undo()
        Connection.objects.connect(anna, bruno)
        save(row, *args, **kwargs)

    monkeypatch.setattr(Member, "save", connect_and_save)
    edit(client_for(anna), headline="Bookbinder")
    anna.refresh_from_db()
    assert (anna.headline, anna.degree) == ("Bookbinder", 1)
