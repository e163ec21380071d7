"""Every field and query parameter that the site reads, found by watching what its views look up in a request."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch
from urllib.parse import quote_from_bytes

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileInput
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDict

from bin.page_catalogue import CATALOGUE
from bin.page_catalogue.definitions import ADMIN_TESTS, ALLAUTH, DEMO_TESTS, Url
from tests.authz.table import FORM
from tests.members.account import PASSWORD
from tests.privacy.savepoints import rolled_back

BASE = FORM | {
    "login": "anna@example.org", "password": PASSWORD, "password1": PASSWORD, "password2": PASSWORD, "text": "A guild",
    "comment": "Again and again", "action_add": "", "days": "0", "handle": "new-handle", "code": "123456",
}  # fmt: skip
"""What the other fields of a form hold. A field that its form does not have is ignored."""
BASE_OF_URL = {"invitations:report": {"reason": "spam"}, "members:delete_account": {"password": "wrong"}}
LEFT_OUT = {
    "demo:reset": "fills the database anew",
    "demo:clock": "moves the clock of the machine, in a file",
}
"""URLs that are not tried, with the reason."""
ADMIN_PARAMETERS = ("q", "o", "p", "all", "e", "_facets", "_changelist_filters", "_popup", "_to_field")
MEMBERS = ("sender", "recipient", "stranger", "staff")
ROLES_OF = {
    ALLAUTH: ("anonymous", "half signed in", "stranger", "second_factor"), DEMO_TESTS: ("stranger",), ADMIN_TESTS: ("staff",),
    "members:signup_code": ("signing up",), "account_reset_password_from_key": ("resetting",),
}  # fmt: skip
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Field:
    """A field of a form, a query parameter, the name of an uploaded file, or the argument of a path."""

    url: str
    role: str
    path: str
    kind: str
    name: str

    def submit(self, browser: Client, value: str) -> HttpResponse:
        """Send the value as a browser would, but without changing a character of it."""
        encoded = value.encode("utf-8", "surrogatepass")
        if self.kind == "path":
            return browser.get(self.path.replace(self.name, quote_from_bytes(encoded, safe="")))
        if self.kind == "query":
            return browser.get(self.path, QUERY_STRING=f"{self.name}={quote_from_bytes(encoded)}")
        data = BASE | BASE_OF_URL.get(self.url, {})
        if self.kind == "file":
            content = SimpleUploadedFile("people.csv", b"Dora,dora@example.net")
            content.name = value.encode("utf-8", "replace").decode()
            return browser.post(self.path, data | {self.name: content})
        return browser.post(self.path, urlencode(data | {self.name: value}), content_type=URLENCODED)


def urlencode(data: dict[str, str]) -> bytes:
    pairs = (
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in data.items()
    )
    return "&".join(pairs).encode()


def fields(browsers: dict[str, Client], paths: dict[str, str], arguments: dict[str, str]) -> list[Field]:
    """All fields of the URLs of these paths, each for the first role whose request reads it."""
    found: dict[tuple[str, str, str], Field] = {}
    for name, path in paths.items():
        for role, method in _requests_of(CATALOGUE[name]):
            for field in _fields_of(name, path, role, method, browsers[role]):
                found.setdefault((name, field.kind, field.name), field)
        if argument := arguments.get(name):
            found[name, "path", argument] = Field(name, "recipient", path, "path", argument)
    return [*found.values(), *_admin_fields()]


def _requests_of(url: Url) -> Iterator[tuple[str, str]]:
    """Role and method of the requests in which the URL does something: for each method the first role that may."""
    roles = ROLES_OF.get(url.name) or ROLES_OF.get(url.access_tested_in, ())
    yield from ((role, method) for role in roles for method in ("GET", "POST"))
    for method in url.statuses.keys() & {"GET", "POST"}:
        roles = [role for role in MEMBERS if url.expected_status(method, role) in (200, 302)]
        yield from ((role, method) for role in [*roles[:1], *(["anonymous"] if url.public else [])])


def _fields_of(name: str, path: str, role: str, method: str, browser: Client) -> Iterator[Field]:
    data = BASE | BASE_OF_URL.get(name, {}) if method == "POST" else {}
    with unchanged(browser), recorded_names() as (in_query, in_files):
        getattr(browser, method.lower())(path, data)
    kind = "form" if method == "POST" else "query"
    yield from (Field(name, role, path, kind, each) for each in sorted(in_query))
    yield from (Field(name, role, path, "file", each) for each in sorted(in_files))


@contextmanager
def unchanged(browser: Client) -> Iterator[None]:
    """Undo what a request changes: in the database, and in the cookies of the browser."""
    cookies = copy.deepcopy(browser.cookies)
    with rolled_back():
        yield
    browser.cookies = cookies


@contextmanager
def recorded_names() -> Iterator[tuple[set[str], set[str]]]:
    """The names that are looked up in the query or the form of a request, and those of file fields."""
    in_query: set[str] = set()
    in_files: set[str] = set()
    get_item, get_list, get_file = (
        MultiValueDict.__getitem__,
        MultiValueDict.getlist,
        FileInput.value_from_datadict,
    )

    def look_up(self, name):
        if isinstance(self, QueryDict) and sys._getframe(1).f_code.co_name != "items":
            in_query.add(name)
        return get_item(self, name)

    def look_up_list(self, name, default=None):
        if isinstance(self, QueryDict):
            in_query.add(name)
        return get_list(self, name, default)

    def look_up_file(self, data, files, name):
        in_files.add(name)
        return get_file(self, data, files, name)

    with (
        patch.object(MultiValueDict, "__getitem__", look_up),
        patch.object(MultiValueDict, "getlist", look_up_list),
        patch.object(FileInput, "value_from_datadict", look_up_file),
    ):
        yield in_query, in_files


def _admin_fields() -> Iterator[Field]:
    """The parameters of every list of the admin: its own, and one for each of its filters."""
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        filters = [
            each if isinstance(each, str) else each[0]
            for each in model_admin.list_filter
            if not isinstance(each, type)
        ]
        simple = [each.parameter_name for each in model_admin.list_filter if isinstance(each, type)]
        exact = [
            f"{each}{lookup}"
            for each in filters
            for lookup in ("", "__exact", "__gte", "__isnull", "__id__exact")
        ]
        for parameter in (*ADMIN_PARAMETERS, *simple, *exact):
            if isinstance(parameter, str):
                yield Field(name, "staff", path, "query", parameter)
