"""The types of the page catalogue, and values that several of its modules use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

ROLES = ("anonymous", "stranger", "sender", "recipient", "connection", "restricted", "staff")
"""The columns of expected statuses: Anna, the sender, has invited Bruno, the recipient, who is connected with Carla."""

HELPERS = {"moderator": "staff", "support": "staff"}
"""Roles without a column of their own, and whose column holds for them: outside the admin's lists staff are strangers."""

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")

ALLAUTH, DEMO_TESTS, ADMIN_TESTS = "django-allauth", "tests/demo", "tests/admin"
"""Where the statuses of a URL are tested that has none here."""

REDIRECTS = "redirects; its message is shown on the page that follows"
IN_TEST_ACCOUNTS = "needs an unfinished sign-up or sign-in, see tests/browser/test_accounts.py"

IGNORED_SPLIT_SCREEN = "left=anna&right=layla&left_at=conversation&right_at=archived"
"""The demo's split screen for an ignored invitation, which the sender's side does not show."""

SUBMIT = "main form [type=submit]"
SUBMIT_PRIMARY = f"{SUBMIT}.button-primary"
SUBMIT_PANEL = "main form.panel [type=submit].button-primary"
SUBMIT_PANEL_OR_PRIMARY = f"main form.panel [type=submit], {SUBMIT_PRIMARY}"
BULK_BUTTON = "#bulk-form button"
CHECKBOXES = ".select-checkbox input"


class Visit(NamedTuple):
    """A page in the browser tests.

    `page_set` is a function of tests/browser/page_sets.py; `target` names the arguments of the URL in its fixtures, or is
    itself the argument.
    """

    page_set: str
    name: str
    target: str = ""
    query: str = ""


class Screen(NamedTuple):
    """A screenshot of a page in a state.

    `visitor` and `target`, the arguments of the URL, are named in bin/screens_fixtures.py. `fill` has selectors and texts,
    `tick` and `press` are selectors. `undo` is pressed after the screenshot, so that the next one starts from the same
    state. `url` is the name or path of the `Url`, which sets it.
    """

    name: str
    visitor: str = "anna"
    target: str = ""
    query: str = ""
    fill: tuple[tuple[str, str], ...] = ()
    tick: str = ""
    press: str = ""
    undo: str = ""
    url: str = ""


@dataclass
class Url:
    """The name of a URL, or a path that has none, with all that is tested of it.

    `argument` names the arguments of the URL in tests/authz/table.py. `get`, `head`, `post`, `put` and `delete` are the
    expected statuses, one for each of ROLES; another method redirects a visitor to the login, unless the URL is `public`,
    and answers 405 to everybody else; HEAD answers as GET does. A URL without statuses says where they are tested.
    A page has visits and screens, or says why not: `no_visit`, `no_screen`, or `no_page` for both.
    """

    name: str
    argument: str = ""
    get: str = ""
    head: str = ""
    post: str = ""
    put: str = ""
    delete: str = ""
    public: bool = False
    access_tested_in: str = ""
    visits: list[Visit] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    no_page: str = ""
    no_visit: str = ""
    no_screen: str = ""

    def __post_init__(self) -> None:
        self.screens = [screen._replace(url=self.name) for screen in self.screens]

    @property
    def is_path(self) -> bool:
        return self.name.startswith("/")

    @property
    def statuses(self) -> dict[str, dict[str, int]]:
        """Method → role → expected status."""
        rows = {method: getattr(self, method.lower()).split() for method in METHODS}
        return {method: dict(zip(ROLES, map(int, row), strict=True)) for method, row in rows.items() if row}

    @property
    def is_page(self) -> bool:
        """Whether it can be shown: False where there is a reason in `no_page`, or GET is not allowed."""
        return not self.no_page and (bool(self.get) or not self.statuses)

    def expected_status(self, method: str, role: str) -> int:
        role = HELPERS.get(role, role)
        row = self.statuses.get(method) or (self.statuses.get("GET") if method == "HEAD" else None)
        if row:
            return row[role]
        return 302 if role == "anonymous" and not self.public else 405
