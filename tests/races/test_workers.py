from urllib.parse import quote

import pytest
from django.db import connection

from tests.races.crew import EACH_ONCE, crew, deliver_and_remind

pytestmark = pytest.mark.races


def address_of_the_database() -> str:
    known = connection.settings_dict
    user, password, host = (quote(known[part], safe="") for part in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{known['PORT']}/{known['NAME']}"


@pytest.mark.rule("R05", "R06")
def test_two_workers_and_four_ticks_bring_everything_once(ring, tmp_path):
    with crew(6, DATABASE_URL=address_of_the_database(), DATA_DIR=str(tmp_path)) as hands:
        assert deliver_and_remind(hands) == EACH_ONCE
