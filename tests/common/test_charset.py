"""Requests are read as UTF-8: no codec that a client names decodes anything."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from network.common.charset import Handler
from tests.test_security_headers import header_errors, https
from tests.test_settings import load

__all__ = ["https", "load"]
FOREIGN = [
    "punycode", "base64", "idna", "unicode_escape", "utf-7", "utf-16", "iso-8859-1", "nobody-knows", "",
    '"\x01"',
]  # fmt: skip
PARAMETERS = [
    "charset*=utf-8''%00", "a*=nobody-knows''b", "a*=idna''%ff", "charset*=punycode''b", "charset*0=idna",
]  # fmt: skip


def status_of(content_type: str) -> int:
    """The status of a request with a query, of the whole application."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "QUERY_STRING": "q=%ff", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "CONTENT_TYPE": content_type, "wsgi.url_scheme": "http",
    }  # fmt: skip
    handler = Handler()
    return handler.get_response(handler.request_class(environ)).status_code


@pytest.mark.parametrize("charset", FOREIGN)
def test_a_foreign_charset_is_refused(https, db, charset):
    response = https().generic(
        "POST", "/accounts/login/?q=1", b"b=b", content_type=f"text/plain; charset={charset}"
    )
    assert (response.status_code, header_errors(response)) == (400, [])
    assert status_of(f"text/plain; charset={charset}") == 400


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_an_odd_parameter_is_refused(db, parameter):
    assert status_of(f"text/plain; {parameter}") == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii"])
def test_utf_8_is_read(db, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    response = Client().post("/theme/", b"theme=dark&next=/%C3%A9/", content_type=kind)
    assert response["Location"] == "/%C3%A9/"
    assert status_of(f"text/plain; charset={charset}") == 200


def test_a_form_in_another_charset_is_not_parsed(db, monkeypatch):
    monkeypatch.setattr("django.http.request.MultiPartParser", None)
    body = b'--BB\r\nContent-Disposition: form-data; name="x"\r\n\r\nb\r\n--BB--\r\n'
    kind = "multipart/form-data; boundary=BB; charset=punycode"
    assert Client().generic("POST", "/theme/", body, content_type=kind).status_code == 400


@pytest.mark.parametrize("parameter", ["name*=nobody-knows''b", "name*=idna''%ff", "name*=punycode''b"])
def test_a_charset_of_a_part_breaks_nothing(db, parameter):
    body = f"--BB\r\nContent-Disposition: form-data; {parameter}\r\nContent-Type: text/plain; charset=base64\r\n\r\nb"
    response = Client().post(
        "/theme/", f"{body}\r\n--BB--\r\n".encode(), content_type="multipart/form-data; boundary=BB"
    )
    assert response.status_code == 302
