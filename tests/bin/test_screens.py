"""The screenshots of bin/screens have distinct file names, and are selected by patterns."""

import os
import subprocess
import sys

import pytest

from tests.bin.scripts import BIN, ROOT, load


@pytest.fixture
def pages():
    return load("screens_pages")


def test_file_names_are_distinct(pages):
    files = [pages.file_name(screen, variant) for screen in pages.SCREENS for variant in pages.VARIANTS]
    assert len(files) == len(set(files)) == 12 * len(pages.SCREENS)


@pytest.mark.parametrize(
    ("patterns", "number"),
    [
        ([], None),
        (["received"], 12),
        (["received-360-dark-rtl"], 1),
        (["nowhere"], 0),
        (["login", "reset"], 24),
    ],
)
def test_screens_are_selected_by_patterns(pages, patterns, number):
    assert len(pages.select(patterns)) == (12 * len(pages.SCREENS) if number is None else number)


def test_the_fixtures_can_be_imported():
    program = "import django; django.setup(); import screens_fixtures"
    environment = os.environ | {"PYTHONPATH": f"{BIN}:{ROOT}", "DJANGO_SETTINGS_MODULE": "network.settings"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
