from tests.queues import queue_settings  # noqa: F401  the fixture
