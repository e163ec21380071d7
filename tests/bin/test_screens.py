"""The screenshots of bin/screens have distinct file names, and are selected by patterns."""

import os
import subprocess
import sys

import pytest
from PIL import Image

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


def test_a_film_shows_each_picture_for_its_time(tmp_path):
    pictures = [
        (Image.new("RGB", (1280, 780), color), time) for color, time in (("red", 2000), ("blue", 3000))
    ]
    load("screens_film").save(pictures, tmp_path / "film.webp")
    film = Image.open(tmp_path / "film.webp")
    durations = []
    for number in range(film.n_frames):
        film.seek(number)
        film.load()
        durations.append(film.info["duration"])
    assert (film.size[0], durations) == (1000, [2000, 3000])
