import networkx
import pytest

from network.simulation import people, queue


@pytest.fixture
def simulated(db, settings):
    """The test's database is that of a simulated site."""
    settings.TASKS = settings.TASKS | {"default": {"BACKEND": "network.simulation.queue.WokenTasks"}}
    settings.EMAIL_BACKEND = "network.simulation.mail.CountingEmailBackend"
    queue.take()
    return settings


@pytest.fixture
def all_know_each_other(monkeypatch):
    monkeypatch.setattr(people, "acquaintances", lambda town, chance: networkx.complete_graph(town.people))
