"""The example of docs/demo.md, run as it stands there."""

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parents[2] / "docs" / "demo.md"


@pytest.fixture
def example():
    names = {}
    exec(re.search(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[1], names)
    return names


def test_the_example_passes(example, live_server, settings, anna, bruno):
    settings.SITE_URL = live_server.url
    demo = example["Demo"]()
    demo.url = live_server.url
    example["test_a_reminder_comes_after_a_week"](demo)


def test_every_request_of_the_table_exists(client, db):
    paths = re.findall(r"\| `(?:GET|POST) (/demo/\S+?)[?`]", DOCUMENT.read_text())
    assert len(paths) == 5
    statuses = [client.get(path.replace("<address>", "anna@example.org")).status_code for path in paths]
    assert statuses == [405, 405, 200, 405, 200]
