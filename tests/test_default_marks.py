"""The default `-m` expression of pytest."""

import pytest

from tests.conftest import default_marks


@pytest.mark.parametrize(
    ("paths", "marks"),
    [
        (["tests"], "not browser and not long"),
        (["tests/pages", "tests/browser"], "not browser and not long"),
        (["tests/browser"], "not long"),
        (["tests/browser/test_pages.py::test_pages"], "not long"),
    ],
)
def test_default_marks(paths, marks):
    assert default_marks(paths) == marks
