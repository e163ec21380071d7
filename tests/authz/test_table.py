"""P-AUTHZ: every URL for every role by every method, as the table says; and one 404 for all that is not one's own."""

from __future__ import annotations

import pytest

from tests.authz.table import ALLAUTH, FORM, METHODS, ROLES, STATUSES, expected, names, paths
from tests.conftest import whole
from tests.privacy.savepoints import rolled_back

HERS = ("message", "follow-up", "withdraw")
HIS = ("accept", "reply", "ignore", "restore", "unknown", "take-back-unknown")


def test_every_url_is_in_the_table():
    assert names() == {name for name, _ in STATUSES if not name.startswith("admin:")} | set(ALLAUTH)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(as_, people, invitation, role):
    surprises = {}
    browser = as_(people[role])
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
def test_foreign_is_unknown_is_malformed(as_, people, invitation, role, verb):
    browser = as_(people[role])
    ask = browser.post if verb else browser.get
    ids = (invitation.public_id, "A" * 16, "no-id", "0", invitation.public_id[:-1])
    answers = [ask(f"/invitations/{public_id}/{verb}", FORM if verb else {}) for public_id in ids]
    assert len({whole(answer) for answer in answers}) == 1
    assert answers[0].status_code == 404


@pytest.mark.parametrize(("role", "verbs"), [("sender", HIS), ("recipient", HERS)])
def test_the_other_halfs_verbs_are_unknown(as_, people, invitation, role, verbs):
    browser = as_(people[role])
    foreign = {whole(browser.post(f"/invitations/{invitation.public_id}/{verb}/", FORM)) for verb in verbs}
    unknown = browser.post(f"/invitations/{'A' * 16}/accept/", FORM)
    assert unknown.status_code == 404
    assert foreign == {whole(unknown)}


@pytest.mark.parametrize("part", ["", "html/", "source/"])
def test_a_foreign_mail_is_an_unknown_one(as_, people, invitation, part):
    browser, path = as_(people["sender"]), paths(invitation, people["recipient"])["notifications:message"]
    answers = [browser.get(where + part) for where in (path, "/mail/" + "a" * 32 + "/", "/mail/!/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({whole(answer) for answer in answers}) == 1


@pytest.mark.parametrize("prefix", ["/i/", "/u/"])
def test_a_link_that_we_did_not_make_is_unknown(as_, invitation, prefix):
    answers = [as_().get(prefix + token + "/") for token in ("a", "WzEsMV0:forged", "%00")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({whole(answer) for answer in answers}) == 1
