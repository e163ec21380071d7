"""What a member says of themselves: the words, and by what handle they are found."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from network.members.models import Connection, Member
from network.members.models.member import RESERVED_HANDLES
from network.members.people.forms import ProfileForm
from tests.factories import MemberFactory

TAKEN = "Somebody else has this handle."


def edit(browser, **typed):
    return browser.post("/settings/profile/", {"name": "Anna Ricci"} | typed)


def test_about_has_paragraphs_and_lines(anna, bruno, client_for):
    edit(client_for(anna), about="I mend paper.\r\nAnd parchment.\r\n\r\nWrite to me.")
    page = client_for(bruno).get("/members/anna/").content.decode()
    assert "<p>I mend paper.<br>And parchment.</p>\n\n<p>Write to me.</p>" in page


def test_about_is_text_whatever_stands_in_it(anna, bruno, client_for):
    edit(client_for(anna), about="<script>alert(1)</script> https://anna.example")
    page = client_for(bruno).get("/members/anna/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; https://anna.example" in page
    assert 'href="https://anna.example' not in page


@pytest.mark.parametrize(("lines", "status"), [(1000, 302), (1001, 200)])
def test_a_line_break_of_about_counts_once(anna, client_for, lines, status):
    assert edit(client_for(anna), about="a\r\n" * (lines - 1) + "ab").status_code == status


@pytest.mark.parametrize("bad", ["a\x00b", "\u202eevil", "x\x0bx", "x" * 2001])
def test_a_bad_about_is_answered_on_the_form(anna, client_for, bad):
    page = edit(client_for(anna), about=bad, headline="Bookbinder")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["about"])
    assert "Bookbinder" in page.content.decode()


def test_a_new_handle_is_a_new_address(anna, bruno, client_for):
    edit(client_for(anna), handle="paper-mender")
    assert client_for(bruno).get("/members/paper-mender/").status_code == 200
    assert client_for(bruno).get("/members/anna/").status_code == 404


@pytest.mark.parametrize("kept", [{}, {"handle": ""}, {"handle": "  "}, {"handle": "anna"}])
def test_no_handle_typed_is_the_old_one_kept(anna, client_for, kept):
    assert edit(client_for(anna), **kept).status_code == 302
    assert Member.objects.get().handle == "anna"


@pytest.mark.parametrize(
    "bad",
    [
        "an", "a" * 41, "Anna", "anna ricci", "anna_ricci", "-anna", "anna-", "an--na", "ännä", "ليلى", "an/na",
        "anna\n", "anna\x00", "..", "admin", "settings", "me", "bruno",
    ],
)  # fmt: skip
def test_a_bad_handle_is_answered_on_the_form(anna, bruno, client_for, bad):
    page = edit(client_for(anna), handle=bad + ("x" if bad.endswith("\n") else ""), headline="Bookbinder")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["handle"])
    assert "Bookbinder" in page.content.decode()
    assert Member.objects.filter(handle="anna").exists()


def test_a_handle_that_somebody_has_says_so(anna, bruno, client_for):
    assert edit(client_for(anna), handle="bruno").context["form"].errors["handle"] == [TAKEN]


def test_a_handle_that_somebody_takes_meanwhile_says_so_too(anna, client_for, monkeypatch):
    def too_late(form):
        raise IntegrityError

    monkeypatch.setattr(ProfileForm, "save", too_late)
    page = edit(client_for(anna), handle="bruno", headline="Bookbinder")
    assert page.context["form"].errors["handle"] == [TAKEN]
    assert "Bookbinder" in page.content.decode()


def test_a_short_handle_of_old_may_stay(client_for):
    al = MemberFactory(name="Al", handle="al")
    assert edit(client_for(al), handle="al").status_code == 200
    assert edit(client_for(al)).status_code == 302


@pytest.mark.parametrize("name", ["Admin", "Support", "Settings"])
def test_no_name_leads_to_a_handle_of_the_house(db, name):
    assert MemberFactory(name=name).handle == f"{name.lower()}-2"
    assert {name.lower()} <= RESERVED_HANDLES


@pytest.mark.parametrize("name", ["Al", "田中 健二", "_", "Ä"])
def test_a_name_that_makes_no_handle_is_helped(db, name):
    member = MemberFactory(name=name)
    assert ProfileForm.base_fields["handle"].clean(member.handle) == member.handle


def test_a_long_name_makes_a_handle_that_may_stay(db):
    member = MemberFactory(name="x" * 31 + " Neri_Bianchi")
    assert ProfileForm.base_fields["handle"].clean(member.handle) == "x" * 31


def test_saving_writes_what_was_typed_alone(anna, bruno, client_for, monkeypatch):
    honest = Member.save

    def connected_meanwhile(row, *args, **kwargs):
        monkeypatch.undo()
        Connection.objects.connect(anna, bruno)
        honest(row, *args, **kwargs)

    monkeypatch.setattr(Member, "save", connected_meanwhile)
    edit(client_for(anna), headline="Bookbinder")
    anna.refresh_from_db()
    assert (anna.headline, anna.degree) == ("Bookbinder", 1)
