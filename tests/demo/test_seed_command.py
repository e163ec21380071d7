import pytest
from django.core.management import call_command

from network.demo import seeding


@pytest.mark.django_db
def test_the_command_seeds_an_empty_database(monkeypatch, capsys):
    called = []
    monkeypatch.setattr(seeding, "seed", lambda: called.append(True))
    call_command("seed_demo")
    assert called == [True]
    assert "created" in capsys.readouterr().out
