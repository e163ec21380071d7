"""One canonical form for each mailbox, and what is named where there is none."""

from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address

from network.common.addresses import AddressField, normalise_address, parse_address, readable_address
from network.common.invisible import strip_invisible

KAI = "kai@xn--bcher-kva.example"
SPELLINGS = {
    "bruno@example.org": [
        "Bruno@Example.ORG", " bruno@example.org ", "bruno@example.org\u200b", "\ufeffbruno@example.org",
        "bruno@ｅｘａｍｐｌｅ．ｏｒｇ", "bruno＠example.org", "bruno@example。org", "mailto:bruno@example.org",
        "<bruno@example.org>.", "“bruno@example.org”", "bruno@example.org،", "bruno@example.org؛", "bruno@example.org!",
        "\u2066bruno@example.org\u2069", "bruno@example.org\u3164",
    ],
    KAI: ["kai@bücher.example", "KAI@BÜCHER.example", "kai@bu\u0308cher.example", "kai@XN--BCHER-KVA.Example"],
}  # fmt: skip
ENCODED = [
    "=?utf-8?q?victim9?=@x.example", "=?utf-8?q??=@x.example", "=?utf-8?q?a=0d=0ab?=@x.example", "a=?b@x.example",
    "=?UTF-8?B?dmljdGltOQ==?=@x.example",
]  # fmt: skip
REFUSED = {
    "br\u200buno@example.org": "There is an invisible character after “br”.",
    "bruno@exam\u00adple.org": "There is an invisible character after “exam”.",
    "ılker@example.org": "“ı” can’t be used before the @ of an e-mail address.",
    "ſam@example.org": "“ſ” can’t be used before the @ of an e-mail address.",
    "ｂruno@example.org": "“ｂ” can’t be used before the @ of an e-mail address.",
    "bruno": "An e-mail address needs an @.",
    "bruno@xn--a.example": "E-mail can’t be sent to the domain “xn--a.example”.",
    "bruno@" + "x" * 300 + ".org": "This is too long for an e-mail address.",
    "x" * 10**6: "This is too long for an e-mail address.",
    "bruno@[127.0.0.1]": "This is not a valid e-mail address.",
    "bruno@exa_mple.org": "This is not a valid e-mail address.",
    "root@localhost": "This is not a valid e-mail address.",
    **dict.fromkeys(ENCODED, "“=?” can’t be used before the @ of an e-mail address."),
}


@pytest.mark.parametrize(
    ("typed", "canonical"), [(typed, canonical) for canonical, all_ in SPELLINGS.items() for typed in all_]
)
def test_every_spelling_is_one_mailbox(typed, canonical):
    assert parse_address(typed) == normalise_address(typed) == AddressField().clean(typed) == canonical


@pytest.mark.parametrize(("typed", "message"), REFUSED.items(), ids=lambda text: text[:20])
def test_what_is_no_address_is_named(typed, message):
    with pytest.raises(ValidationError) as error:
        AddressField(max_length=None).clean(typed)
    assert error.value.messages == [message]


@pytest.mark.parametrize("domain", ["example.org", "xn--bcher-kva.example"])
def test_the_mail_library_changes_no_address(domain):
    """What it reads as something else than it was written is a second spelling of a mailbox."""
    pieces = [
        "a", "=", "?", "=?", "?=", "q", "_", "=40", "%40", "\\", '"', "(", ")", ".", "'", "!", "/", "#", "{",
        "~",
    ]  # fmt: skip
    typed = {f"{''.join(letters)}@{domain}" for letters in product(pieces, repeat=3)}
    addresses = set(filter(is_address, map(normalise_address, typed)))
    assert len(addresses) > 500
    assert [address for address in addresses if sanitize_address(address, "utf-8") != address] == []


def is_address(text):
    try:
        return bool(parse_address(text))
    except ValidationError:
        return False


def test_what_is_no_address_is_found_nowhere():
    assert normalise_address(" Not an address ") == "not an address"


def test_people_read_the_domain_in_its_own_script():
    assert readable_address(KAI) == "kai@bücher.example"
    assert readable_address("bruno@example.org") == "bruno@example.org"
    assert readable_address("kai@xn--a.example") == "kai@xn--a.example"


def test_only_the_ends_are_stripped():
    assert strip_invisible("\u200b a\u200bb \u3164") == "a\u200bb"
