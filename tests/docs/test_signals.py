"""The catalogue of signals is true: every row is code, and all code is a row."""

import re

import pytest
from django.dispatch import Signal

from invitations import signals as invitation_signals
from network.members import signals as member_signals

CATALOGUES = [invitation_signals, member_signals]


def rows(module) -> dict[str, list[str]]:
    """Signal → names of its receivers, as the table in the module's docstring says."""
    table = re.findall(r"^\| (\w+) \| [^|]+\| [^|]+\| ([^|]+)\|", module.__doc__, re.MULTILINE)
    return {name: re.findall(r"[\w.]+\.receivers\.\w+", heard) for name, heard in table if name != "signal"}


def receivers(signal: Signal) -> set[str]:
    found = (reference() for _key, reference, *_rest in signal.receivers)
    return {f"{receiver.__module__}.{receiver.__name__}" for receiver in found if receiver}


@pytest.mark.parametrize("module", CATALOGUES, ids=lambda module: module.__name__)
def test_every_signal_has_a_row(module):
    code = {name for name, value in vars(module).items() if isinstance(value, Signal)}
    assert code == set(rows(module))


@pytest.mark.rule("D06")
@pytest.mark.parametrize("module", CATALOGUES, ids=lambda module: module.__name__)
def test_every_row_names_exactly_who_hears(module):
    for name, heard in rows(module).items():
        assert receivers(getattr(module, name)) == set(heard), name


def test_nobody_hears_of_a_request_for_more_on_purpose():
    assert "nobody, on purpose" in invitation_signals.__doc__
    assert receivers(invitation_signals.allowance_requested) == set()
