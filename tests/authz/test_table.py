"""P-AUTHZ: every URL for every role by every method, as the table says; and one 404 for all that is not one's own."""

from __future__ import annotations

import pytest

from tests.authz.table import ALLAUTH, FORM, METHODS, ROLES, STATUSES, expected, names, paths
from tests.conftest import response_snapshot
from tests.privacy.forks import rolled_back

HERS = ("message", "follow-up", "withdraw")
HIS = ("accept", "reply", "ignore", "restore", "unknown", "take-back-unknown")


def test_every_url_is_in_the_table():
    assert names() == {name for name, _ in STATUSES if not name.startswith("admin:")} | set(ALLAUTH)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(client_for, people, invitation, role):
    surprises = {}
    browser = client_for(people[role])
    for name, path in paths(invitation, people["recipient"]).items():
        for method in METHODS:
            with rolled_back():
                data = FORM if method == "POST" else {}
                got = getattr(browser, method.lower())(path, data).status_code
            if got != expected(name, method, role):
                surprises[name, method] = got
    assert surprises == {}


@pytest.mark.parametrize("role", ["stranger", "connection", "restricted", "staff"])
@pytest.mark.parametrize("verb", ["", *(f"{verb}/" for verb in (*HERS, *HIS))])
def test_foreign_is_unknown_is_malformed(client_for, people, invitation, role, verb):
    browser = client_for(people[role])
    ask = browser.post if verb else browser.get
    ids = (invitation.public_id, "A" * 16, "no-id", "0", invitation.public_id[:-1])
    answers = [ask(f"/invitations/{public_id}/{verb}", FORM if verb else {}) for public_id in ids]
    assert len({response_snapshot(answer) for answer in answers}) == 1
    assert answers[0].status_code == 404


@pytest.mark.parametrize(("role", "verbs"), [("sender", HIS), ("recipient", HERS)])
def test_the_other_halfs_verbs_are_unknown(client_for, people, invitation, role, verbs):
    browser = client_for(people[role])
    foreign = {
        response_snapshot(browser.post(f"/invitations/{invitation.public_id}/{verb}/", FORM))
        for verb in verbs
    }
    unknown = browser.post(f"/invitations/{'A' * 16}/accept/", FORM)
    assert unknown.status_code == 404
    assert foreign == {response_snapshot(unknown)}


@pytest.mark.parametrize("part", ["", "html/", "source/"])
def test_a_foreign_mail_is_an_unknown_one(client_for, people, invitation, part):
    browser, path = (
        client_for(people["sender"]),
        paths(invitation, people["recipient"])["notifications:message"],
    )
    answers = [browser.get(where + part) for where in (path, "/mail/" + "a" * 32 + "/", "/mail/!/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({response_snapshot(answer) for answer in answers}) == 1


@pytest.mark.parametrize("prefix", ["/i/", "/u/"])
def test_a_link_that_we_did_not_make_is_unknown(client_for, invitation, prefix):
    answers = [client_for().get(prefix + token + "/") for token in ("a", "WzEsMV0:forged", "%00")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({response_snapshot(answer) for answer in answers}) == 1
