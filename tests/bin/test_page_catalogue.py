"""The page catalogue lists every URL of the site, and says of each how it is tested."""

from bin.page_catalogue import CATALOGUE, problems
from bin.page_catalogue.definitions import ROLES, Screen, Url, Visit
from tests.authz.table import url_names

FORBIDDEN = "403 " * len(ROLES)


def test_every_url_is_in_the_catalogue():
    assert problems(url_names()) == []


def test_a_new_url_is_a_problem():
    (problem,) = problems(url_names() | {"invitations:new"})
    assert problem.startswith("invitations:new is not in bin/page_catalogue")


def test_an_unknown_url_is_a_problem():
    (problem,) = problems(url_names() - {"home"})
    assert problem == "home is in bin/page_catalogue, but no URL has this name"


def test_a_url_without_statuses_visits_and_screens_is_a_problem():
    assert problems({"new"}, [Url("new")]) == [
        "new has neither statuses nor access_tested_in",
        "new has neither visits nor no_visit",
        "new has neither screens nor no_screen",
    ]


def test_a_page_needs_visits_and_screens_or_reasons():
    complete = [
        Url("new", get=FORBIDDEN, visits=[Visit("member", "new")], screens=[Screen("new")]),
        Url("new", get=FORBIDDEN, no_page="a file"),
        Url("new", post=FORBIDDEN),
    ]
    assert [problems({"new"}, [url]) for url in complete] == [[], [], []]


def test_reasons_contradict_visits_and_screens():
    url = Url("new", get=FORBIDDEN, visits=[Visit("member", "new")], no_visit="x", no_page="x", no_screen="x")
    assert len(problems({"new"}, [url])) == 2


def test_a_method_without_statuses_is_not_allowed():
    url = CATALOGUE["members:directory"]
    assert [url.expected_status(method, "stranger") for method in ("GET", "HEAD", "POST")] == [200, 200, 405]
    assert url.expected_status("POST", "anonymous") == 302
