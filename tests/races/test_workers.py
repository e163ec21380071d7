from urllib.parse import quote

import pytest
from django.db import connection

from tests.races.processes import EXPECTED_REPORT, deliver_and_remind, process_pool

pytestmark = pytest.mark.races


def database_url() -> str:
    database = connection.settings_dict
    user, password, host = (quote(database[part], safe="") for part in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{database['PORT']}/{database['NAME']}"


@pytest.mark.rule("R05", "R06")
def test_two_workers_and_four_ticks_send_everything_once(thread_pool, tmp_path, queue_settings):
    site = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path)}
    with process_pool(6, **site, **queue_settings) as processes:
        assert deliver_and_remind(processes) == EXPECTED_REPORT
