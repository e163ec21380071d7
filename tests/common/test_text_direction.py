import pytest

from network.common.text import direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bruno’s invitation", "ltr"),
        ("دعوة من Bruno", "rtl"),
        ("\u2068عمر نصّار\u2069’s invitation", "ltr"),
        ("\u2068Bruno\u2069: دعوة", "rtl"),
        ("\u2069… 2026", "auto"),
    ],
)
def test_names_in_isolates_do_not_turn_a_sentence(text, expected):
    assert direction(text) == expected
