"""What is a link in a note, a headline or a name, and what only looks like one."""

import pytest

from network.common.links import carries_link
from network.common.names import carries_contact
from tests.members.test_harmless_input import NAMES, NOTES

LINKS = [
    "https://x.example", "Www.Casino.Com/go", "https:casino.Com", "http:/casino.Com", "HTTP:\\\\casino", "ftp://casino", "casino.com",
    "CASINO.COM", "Casino.Com", "casino。com", "casino．com", "casino｡Com", "casino․com", "casino﹒com", "casino۔com", "ｃａｓｉｎｏ．ｃｏｍ",
    "казино.рф", "казино。рф", "КАЗИНО.РФ", "casino.xn--p1ai", "クラブ.コム", "casino\u200b.com", "casino.\u200bcom", "casino.c\u00adom",
    "boss@Casino.Com", "boss@казино.рф", "see casino.com.", "(casino.com)", "casino.com?x", "casino.com:8000", "casino.com.Please",
    "casino.com-now", "casino.com_now", "请访问casino.com谢谢", "my_casino.com", "casi-n.Com", "T.Me/casino", "x.com", "a.co.uk",
    "casino.com.ck", "45.9.1.20", "45.9.1.20/casino", "[2001:db8::1]", "2001:0db8:0:0:0:0:0:1", "::1", "hier:casino.de",
    "casino.a.se", "casino.i.ng", "casino.x.com", "casino.dr.tr", "casino.st.no", "Dr.Casino.com",
    "हिन्दी.com", "casino.भारत", "দোকান.বাংলা", "கடை.இந்தியா", "casino.com\u0332", "casino\u0332.com", "𝐜𝐚𝐬𝐢𝐧𝐨.𝐜𝐨𝐦", "ⓒasino.ⓒom", "http﹕//casino",
]  # fmt: skip
HARMLESS = [
    "Dr.Smith", "e.g.this", "U.S.A", "3.5", "v2.0", "v2.0/v3.0", "Dr.med", "Prof.Dr.med. Eva Klein", "M.Sc", "M.sc.", "J.Li", "C.P.Li",
    "Ph.D.", "Node.js/React", "S.p.A.", "GmbH & Co.KG", "P.S.It was fine.", "See you at 9:30…it", "10:20:30", "std::array", "why ::",
    "会えてうれしい。みんな、元気?", "我用IBM。公司很好", "http is a protocol", "Ende.beträgt", "-.-", "...", "a/b", "Dipl.-Ing.", "12.10.2026", "Univ.Prof. Eva Klein",
    "г.Москва", "डॉ.भारत सिंह", "श्री.भारत", "د.أحمد", "А.С.Пушкин", "ஏ.பி.ஜே.அப்துல்", "พ.ศ.2569", "Ł.Ó.Åse",
]  # fmt: skip


@pytest.mark.parametrize("text", LINKS)
def test_a_link_is_found_however_it_is_written(text):
    assert carries_link(f"Win: {text}")
    assert carries_link(text)
    assert carries_contact(text)


@pytest.mark.parametrize("text", [*HARMLESS, *NAMES, *NOTES])
def test_other_text_has_no_link(text):
    assert not carries_link(text)
