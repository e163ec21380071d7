"""Every URL for every role by every method; what belongs to others cannot be told from what does not exist."""

from __future__ import annotations

import pytest

from bin.page_catalogue.definitions import HELPERS
from bin.page_catalogue.invitations import RECIPIENT_VERBS
from tests.authz.table import FORM, METHODS, ROLES, TABLE, paths
from tests.conftest import response_snapshot
from tests.privacy.savepoints import rolled_back

SENDER_VERBS = ("message", "follow-up", "withdraw")


@pytest.mark.parametrize("role", [*ROLES, *HELPERS])
def test_every_role_gets_the_expected_statuses(client_for, confirmed_client_for, people, invitation, role):
    person = people[role]
    differences, browser = {}, confirmed_client_for(person) if person else client_for()
    addresses = paths(invitation, people["recipient"])
    for url in TABLE:
        for method in METHODS:
            with rolled_back():
                data = FORM if method == "POST" else {}
                status = getattr(browser, method.lower())(addresses[url.name], data).status_code
            if status != url.expected_status(method, role):
                differences[url.name, method] = status
    assert differences == {}


@pytest.mark.parametrize("role", ["stranger", "connection", "restricted", "staff", *HELPERS])
def test_invitations_of_others_look_unknown(client_for, people, invitation, role):
    """The page of an invitation, and every verb of both sides."""
    browser, answers = client_for(people[role]), {}
    ids = (invitation.public_id, "A" * 16, "no-id", "0", invitation.public_id[:-1])
    for verb in ("", *(f"{verb}/" for verb in (*SENDER_VERBS, *RECIPIENT_VERBS))):
        request = browser.post if verb else browser.get
        responses = [request(f"/invitations/{public_id}/{verb}", FORM if verb else {}) for public_id in ids]
        answers[verb] = (responses[0].status_code, len({response_snapshot(each) for each in responses}))
    assert answers == dict.fromkeys(answers, (404, 1))


@pytest.mark.parametrize(("role", "verbs"), [("sender", RECIPIENT_VERBS), ("recipient", SENDER_VERBS)])
def test_verbs_of_the_other_side_look_unknown(client_for, people, invitation, role, verbs):
    browser = client_for(people[role])
    responses = {
        response_snapshot(browser.post(f"/invitations/{invitation.public_id}/{verb}/", FORM))
        for verb in verbs
    }
    unknown = browser.post(f"/invitations/{'A' * 16}/accept/", FORM)
    assert unknown.status_code == 404
    assert responses == {response_snapshot(unknown)}


@pytest.mark.parametrize("part", ["", "html/", "source/"])
def test_emails_of_others_look_unknown(client_for, people, invitation, part):
    browser, email = (
        client_for(people["sender"]),
        paths(invitation, people["recipient"])["notifications:message"],
    )
    responses = [browser.get(path + part) for path in (email, "/mail/" + "a" * 32 + "/", "/mail/!/")]
    assert {response.status_code for response in responses} == {404}
    assert len({response_snapshot(response) for response in responses}) == 1


@pytest.mark.parametrize(
    "link", ["/i/{}/", "/i/{}/report/", "/u/{}/", "/join/{}/", "/card/{}/", "/not-me/{}/"]
)
def test_forged_links_are_unknown(client_for, invitation, link):
    responses = [client_for().get(link.format(token)) for token in ("a", "WzEsMV0:forged", "%00", "é")]
    assert {response.status_code for response in responses} == {404}
    assert len({response_snapshot(response) for response in responses}) == 1
