"""Colours that the system forces, and motion that somebody does not want."""

from __future__ import annotations

import pytest

from tests.conftest import invite

pytestmark = pytest.mark.browser

UNBOUND = r"""() => [...document.querySelectorAll('main :is(.button, input, select, textarea, .card)')]
    .filter((it) => it.checkVisibility() && it.type !== 'hidden')
    .filter((it) => ['none', '0px'].some((nothing) => getComputedStyle(it).borderTopStyle === nothing
        || getComputedStyle(it).borderTopWidth === nothing) && !['checkbox', 'radio', 'file'].includes(it.type))
    .map((it) => it.outerHTML.slice(0, 120))"""
MOVING = r"""() => [...document.querySelectorAll('*')].map((it) => getComputedStyle(it))
    .filter(({ transitionDuration, animationDuration }) =>
        [transitionDuration, animationDuration].some((time) => parseFloat(time) > .001)).length"""


def test_controls_keep_their_edges_in_forced_colours(desk, sits_at):
    person = sits_at(desk, forced_colors="active")
    for name, path in desk.dealt(1).items():
        person.visit(path)
        assert person.page.evaluate(UNBOUND) == [], name


def test_nothing_moves_for_whoever_wants_it_still(anna, bruno, at_browser):
    invite(anna, bruno)
    still = at_browser(bruno, reduced_motion="reduce")
    still.visit("/invitations/")
    assert still.page.evaluate(MOVING) == 0
    restless = at_browser(bruno)
    restless.visit("/invitations/")
    assert restless.page.evaluate(MOVING) > 0
