"""The pages about the site, and the links to them in the foot of pages and e-mails."""

from __future__ import annotations

import pytest

from network.site.markdown import to_html
from network.site.models import LegalVersion
from tests.conftest import invite, mails, work
from tests.site.edit import edit_site, publish


def test_visitors_read_the_newest_published_version(client, db):
    publish(en="First")
    publish(en="Second")
    draft = LegalVersion.objects.create(page="imprint")
    draft.texts.create(language="en", title="Third", text="Third")
    page = client.get("/about/imprint/").content.decode()
    assert [text in page for text in ("First", "Second", "Third")] == [False, True, False]


@pytest.mark.parametrize("page", ["terms", "imprint", "nothing", "site"])
def test_what_is_not_published_is_unknown(client, db, page):
    LegalVersion.objects.create(page="imprint").texts.create(language="en", title="Draft", text="Draft")
    assert client.get(f"/about/{page}/").status_code == 404


@pytest.mark.parametrize(("accepted", "shown"), [("it", "it"), ("en", "en"), ("ar", "en")])
def test_it_is_in_the_language_of_the_reader_else_in_the_default_one(client, db, accepted, shown):
    publish(en="English", it="Italiano")
    page = client.get("/about/imprint/", headers={"accept-language": accepted}).content.decode()
    assert f"Title {shown}" in page
    assert ('lang="en">' in page.partition("<article")[2][:60]) == (accepted == "ar")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# A\n\nB *c*", "<h2>A</h2>\n<p>B <em>c</em></p>\n"),
        ("[a](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer">a</a></p>\n'),
        ("[a](/about/terms/)", '<p><a href="/about/terms/" rel="noopener noreferrer">a</a></p>\n'),
        ("###### A", "<h6>A</h6>\n"),
        ("|a|\n|-|\n|b|", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"),
    ],
)  # fmt: skip
def test_markdown(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](https://evil.example/a.png)",
        '<p style="color: red" onclick="x()">a</p>', "[a](data:text/html,x)", "<iframe src=//evil.example>", "[a](vbscript:x)",
    ],
)  # fmt: skip
def test_nothing_that_runs_loads_or_styles(text):
    html = to_html(text)
    assert not any(part in html for part in ("<script", "<img", "<iframe", "<p style", "href=\"javascript", "href=\"data", "href=\"vbscript"))  # fmt: skip


def test_the_foot_has_links_to_what_is_named_or_published(client, db):
    publish("imprint")
    publish("privacy")
    edit_site(privacy_url="https://example.org/privacy", help_url="/about/help/")
    foot = client.get("/").content.decode().partition("<footer")[2]
    links = [f'<a href="{url}">{label}</a>' for label, url in
             (("Imprint", "/about/imprint/"), ("Privacy", "https://example.org/privacy"), ("Help", "/about/help/"))]  # fmt: skip
    assert all(link in foot for link in links)
    assert "Terms" not in foot


def test_the_foot_of_e_mails_has_them_too(db, anna, bruno, client):
    publish("imprint")
    edit_site(terms_url="https://example.org/?a=1&b=2")
    invite(anna, bruno)
    client.post("/accounts/password/reset/", {"email": bruno.email})
    invitation, account = mails(bruno)[0], _account_mail(bruno)
    for mail in (invitation, account):
        assert (
            "Imprint: http://localhost:8000/about/imprint/\nTerms: https://example.org/?a=1&b=2" in mail.text
        )
        assert '<a href="http://localhost:8000/about/imprint/">Imprint</a>' in mail.html
        assert mail.html.count("Imprint") == 1


def _account_mail(member):
    work()
    return mails(member, "password")[0]
