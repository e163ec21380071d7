"""The admin of the site record and of the legal pages."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from network import site
from network.site.models import LegalVersion, Logo, Site
from tests.factories import MemberFactory
from tests.members.sample_images import solid, upload

LIST = "/admin/site/site/"
FORM = {
    "name": "Guild of Bookbinders",
    "accent": "",
    "default_language": "",
    "light_logo": "",
    "dark_logo": "",
    "signup_policy": "open",
    "signup_inviters": "members",
}
TEXTS = {
    "texts-TOTAL_FORMS": "1",
    "texts-INITIAL_FORMS": "0",
    "texts-0-language": "en",
    "texts-0-title": "Terms",
}


@pytest.fixture
def admin_client(client_for):
    return client_for(MemberFactory(is_staff=True, is_superuser=True))


def page() -> str:
    return f"{LIST}{Site.objects.get().pk}/change/"


def errors(response) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


def test_the_list_leads_to_the_one_row(admin_client):
    assert admin_client.get(LIST).url == page()
    Site.objects.all().delete()
    assert admin_client.get(LIST).url == page()


def test_a_change_is_seen_and_logged(admin_client):
    assert admin_client.post(page(), FORM | {"tagline": "Since 1855"}).status_code == 302
    assert (site.current().name, site.current().tagline) == ("Guild of Bookbinders", "Since 1855")
    assert LogEntry.objects.get().get_change_message() == "Changed Name and Tagline."
    assert "Guild of Bookbinders" in admin_client.get("/admin/").content.decode()


def test_who_may_join_is_chosen(admin_client):
    form = FORM | {"signup_policy": "domains", "signup_domains": ""}
    assert errors(admin_client.post(page(), form)) == {"signup_domains": ["List at least one domain."]}
    admin_client.post(page(), form | {"signup_domains": "example.org"})
    assert (site.current().signup_policy, site.current().domains) == ("domains", ["example.org"])


def test_the_row_is_neither_added_nor_deleted(admin_client):
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(page().replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "A\u202eB"), ("name", "A\nBcc: x@example.org"), ("name", "\u200b"), ("name", "=?utf-8?q?x?="),
        ("name", "A" * 61), ("accent", "#ffff00"), ("accent", "red; }"), ("contact_address", "nobody"),
        ("imprint_url", "javascript:alert(1)"), ("imprint_url", "//evil.example"), ("help_url", "ftp://example.org"),
        ("default_language", "xx"), ("languages", ["xx"]),
    ],
)  # fmt: skip
def test_what_is_refused(admin_client, field, value):
    response = admin_client.post(page(), FORM | {field: value})
    assert list(errors(response)) == [field]
    assert site.current().name == "Acquaint"


def test_the_default_language_is_one_of_those_offered(admin_client):
    response = admin_client.post(page(), FORM | {"languages": ["it", "ar"], "default_language": "en"})
    assert list(errors(response)) == ["default_language"]


def test_logos_are_saved_and_removed(admin_client):
    admin_client.post(page(), FORM | {"light_logo": upload(solid()), "dark_logo": upload(solid())})
    assert set(site.current().logos) == {"light", "dark"}
    admin_client.post(page(), FORM | {"remove_dark_logo": "on"})
    assert set(site.current().logos) == {"light"}


def test_a_file_that_is_no_logo_changes_nothing(admin_client):
    response = admin_client.post(page(), FORM | {"light_logo": upload(b"<svg>")})
    assert list(errors(response)) == ["light_logo"]
    assert not Logo.objects.exists()


@pytest.mark.parametrize(("right", "status"), [("change_site", 302), ("view_site", 403), (None, 403)])
def test_staff_need_the_right(client_for, right, status):
    staff = MemberFactory(is_staff=True)
    if right:
        staff.user_permissions.add(Permission.objects.get(codename=right))
    browser = client_for(staff)
    assert browser.post(page(), FORM).status_code == status
    assert (browser.get(LIST).status_code == 403) == (right is None)
    assert browser.get(page()).status_code == (403 if right is None else 200)


def add(browser, **fields) -> LegalVersion:
    data = {"page": "terms", **TEXTS, "texts-0-text": "## Be kind"} | fields
    assert browser.post("/admin/site/legalversion/add/", data).status_code == 302
    return LegalVersion.objects.latest("pk")


def act(browser, action: str, *versions: LegalVersion, **fields):
    data = {"action": action, "_selected_action": [version.pk for version in versions]}
    return browser.post("/admin/site/legalversion/", data | fields)


def test_a_version_is_drafted_published_and_copied(admin_client):
    draft = add(admin_client)
    assert (draft.number, draft.published_at) == (1, None)
    assert "You can’t change it any more" in act(admin_client, "publish", draft).content.decode()
    act(admin_client, "publish", draft, sure="1")
    assert site.current().pages == ("terms",)
    act(admin_client, "copy", draft)
    copied = LegalVersion.objects.get(number=2)
    assert (copied.published_at, copied.texts.get().text) == (None, "## Be kind")


def test_what_is_published_is_not_changed_or_deleted(admin_client):
    version = add(admin_client)
    version.publish()
    url = f"/admin/site/legalversion/{version.pk}/"
    text = version.texts.get()
    change = TEXTS | {"texts-INITIAL_FORMS": "1", "texts-0-id": text.pk, "texts-0-text": "Other"}
    assert admin_client.post(f"{url}change/", change).status_code == 403
    assert admin_client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert "<h3>Be kind</h3>" in admin_client.get(f"{url}change/").content.decode()
    assert not version.publish()


def test_a_version_without_a_text_is_not_published(db):
    assert not LegalVersion.objects.create(page="terms").publish()
