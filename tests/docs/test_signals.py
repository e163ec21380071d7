"""The tables of signals in the docstrings of the modules `signals` match the code."""

import re

import pytest
from django.dispatch import Signal

from invitations import signals as invitation_signals
from network.members import signals as member_signals

SIGNAL_MODULES = [invitation_signals, member_signals]


def rows(module) -> dict[str, list[str]]:
    """Signal → names of its receivers, from the table in the docstring of the module."""
    table = re.findall(r"^\| (\w+) \| [^|]+\| [^|]+\| ([^|]+)\|", module.__doc__, re.MULTILINE)
    return {
        name: re.findall(r"[\w.]+\.receivers\.\w+", receiver_names)
        for name, receiver_names in table
        if name != "signal"
    }


def receivers(signal: Signal) -> set[str]:
    """Dotted names of the receivers that are connected to the signal."""
    references = (reference() for _key, reference, *_rest in signal.receivers)
    return {f"{receiver.__module__}.{receiver.__name__}" for receiver in references if receiver}


@pytest.mark.parametrize("module", SIGNAL_MODULES, ids=lambda module: module.__name__)
def test_every_signal_has_a_row(module):
    signals = {name for name, value in vars(module).items() if isinstance(value, Signal)}
    assert signals == set(rows(module))


@pytest.mark.rule("D06")
@pytest.mark.parametrize("module", SIGNAL_MODULES, ids=lambda module: module.__name__)
def test_every_row_names_exactly_the_connected_receivers(module):
    for name, receiver_names in rows(module).items():
        assert receivers(getattr(module, name)) == set(receiver_names), name


def test_a_request_for_a_larger_allowance_has_no_receiver():
    assert "nobody, on purpose" in invitation_signals.__doc__
    assert receivers(invitation_signals.allowance_requested) == set()
