"""The evening of a host, as README's chapter “Host it” tells it: from an empty site to one under their own name, with its members."""

from __future__ import annotations

import re

import pytest

from tests.members.sample_images import solid
from tests.stack.host_site import Person, host_site
from tests.stack.processes import wait_until
from tests.stack.sink import text_of

pytestmark = pytest.mark.long
HOST, PASSWORD = "host@mail.test", "a-horse-on-the-roof"
PEOPLE, BAD = 300, 12
NINA, OTTO, MIA = (f"person{number}@school.example" for number in (0, 1, 2))


def roll() -> bytes:
    """A register of 300 people; of 12 the address is no address."""
    lines = ["name,e-mail,headline,Class of"]
    for number in range(PEOPLE):
        at = "@@" if number % (PEOPLE // BAD) == 7 else "@"
        lines.append(
            f"Person {'ABCDEFGHIJ'[number % 10]} {number},person{number}{at}school.example,Binder,{1950 + number % 70}"
        )
    return "\n".join(lines).encode()


@pytest.fixture
def evening(tmp_path):
    with host_site(tmp_path) as found:
        yield found


def test_from_an_empty_site_to_one_that_is_restored(evening):
    site, sink, issuer = evening
    site.manage(
        "createsuperuser",
        "--no-input",
        "--email",
        HOST,
        "--name",
        "Hilda Host",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    host = signed_in(site.person(), HOST)
    name_the_site(site, host)
    publish_an_imprint(site, host)
    import_people(host)
    send_letters(host)
    nina, otto, mia = (
        joined(site.person(), welcome_link(sink, address, site.url)) for address in (NINA, OTTO, MIA)
    )
    otto = signed_in_at_the_school(site.person(), issuer)
    report_and_handle(host, nina, otto, mia)
    restore_a_backup(site)


def signed_in(person: Person, address: str) -> Person:
    person.submit("/accounts/login/", "login", login=address, password=PASSWORD)
    return person


def name_the_site(site, host):
    """Name, logo, colour and a closed door, seen by a visitor."""
    logo = {"light_logo": ("logo.png", solid(size=(200, 80)), "image/png")}
    host.submit(
        "/admin/site/site/", "tagline", logo, name="Guild of Paper", accent="#0b5d3b", signup_policy="invited"
    )
    wait_until(lambda: "Guild of Paper" in site.person().get("/"), "page with the new name")
    page = site.person().get("/")
    assert "Acquaint" not in re.sub(r"Runs on.*", "", page)
    assert "/logo/" in page
    assert 'name="name"' not in site.person().get("/accounts/signup/")


def publish_an_imprint(site, host):
    text = {"texts-0-language": "en", "texts-0-title": "Imprint", "texts-0-text": "Guild, 1 Main Street"}
    host.submit("/admin/site/legalversion/add/", "page", page="imprint", **text)
    act(host, "/admin/site/legalversion/", "publish")
    assert "Guild, 1 Main Street" in site.person().get("/about/imprint/")
    wait_until(lambda: "/about/imprint/" in site.person().get("/"), "link in the foot")


def import_people(host):
    """A field, the file, its bad lines, then the import."""
    field = {"kind": "year", "visible_to": "members", "label_en": "Class of"}
    host.submit("/admin/members/profilefield/add/", "label_en", **field)
    file = {"file": ("roll.csv", roll(), "text/csv")}
    page = "/admin/members/memberimport/"
    host.submit(f"{page}add/", "file", file)
    wait_until(lambda: '"field-state">checked' in host.get(page), "checked import")
    assert re.findall(r"\w+: \d+", host.get(page)) == [f"new: {PEOPLE - BAD}", f"skipped: {BAD}"]
    assert host.get("/admin/members/importline/?outcome__exact=skipped").count("e-mail address: ") == BAD
    act(host, page, "begin")
    wait_until(lambda: '"field-state">finished' in host.get(page), "finished import")


def send_letters(host):
    """With a text of the host, to all."""
    host.submit(
        "/admin/members/welcometext/add/",
        "subject",
        language="en",
        subject="Welcome to {site}",
        text="Dear {name}",
    )
    act(host, "/admin/members/importedperson/", "send_letters", select_across="1")


def welcome_link(sink, address, url) -> str:
    mail = sink.wait(address, "Welcome to Guild of Paper")
    assert "Dear Person" in text_of(mail)
    return re.search(rf"{re.escape(url)}(/welcome/\S+/)", text_of(mail))[1]


def joined(person: Person, link: str) -> Person:
    assert 'value="Binder"' in person.get(link)
    assert "Guild of Paper" in person.submit(link, "password1", password1=PASSWORD)
    return person


def signed_in_at_the_school(person: Person, issuer) -> Person:
    page = person.send("/accounts/login/", "/accounts/oidc/begin/")
    url = re.search(r'href="(http://127[^"]+)"', page)[1].replace("&amp;", "&")
    claims = {"sub": "otto-1", "email": OTTO, "email_verified": True, "name": "Otto"}
    person.get(issuer.authorize(url, **claims))
    assert "Class of" in person.get("/settings/profile/")
    return person


def report_and_handle(host, nina, otto, mia):
    """Nina invites Otto, who reports it; Mia, a moderator since this evening, handles the report."""
    handle = re.search(r"/members/(person-b-1)/", nina.get("/members/?q=Person+B"))[1]
    nina.submit(f"/members/{handle}/invite/", "note", note="Buy my course")
    wait_until(lambda: "Buy my course" in otto.get("/invitations/"), "invitation")
    invitation = re.search(r'action="(/invitations/\w+/)accept/"', otto.get("/invitations/"))[1]
    otto.submit(f"{invitation}report/", "comment", reason="spam", comment="The third time")
    mias_page = re.search(
        r"/admin/members/member/\d+/change/", host.get("/admin/members/member/?q=person2@school.example")
    )[0]
    act(host, "/admin/members/member/", "make_moderator", _selected_action=mias_page.split("/")[4])
    assert "The third time" in mia.get(
        re.search(r"/admin/invitations/report/\d+/change/", mia.get("/admin/invitations/report/"))[0]
    )
    act(mia, "/admin/invitations/report/", "dismiss")
    assert "The third time" not in mia.get("/admin/invitations/report/")


def restore_a_backup(site):
    """Into a new database, on which the site starts again; a member signs in."""
    file, restored = str(site.folder / "site.dump"), f"sqlite:///{site.folder}/restored.sqlite3"
    site.backup("save", file)
    site.stop()
    site.settings["DATABASE_URL"] = restored
    site.backup("restore", file)
    site.start()
    assert "Person A 0" in signed_in(site.person(), NINA).get("/")
    assert "Guild of Paper" in site.person().get("/")


def act(person: Person, page: str, action: str, **fields: str) -> None:
    """Run an action of an admin list on its first row, or on others, and say that one is sure."""
    rows = re.findall(r'name="_selected_action" value="([\w-]+)"', person.get(page))
    person.submit(page, "action", **{"action": action, "_selected_action": rows[0], "sure": "1"} | fields)
