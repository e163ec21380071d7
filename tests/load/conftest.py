from tests.stack.conftest import services  # noqa: F401  the fixture
