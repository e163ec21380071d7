"""Forced colours, and `prefers-reduced-motion`."""

from __future__ import annotations

import pytest

from tests.conftest import invite

pytestmark = pytest.mark.browser

WITHOUT_BORDER = r"""() => [...document.querySelectorAll('main :is(.button, input, select, textarea, .card)')]
    .filter((it) => it.checkVisibility() && it.type !== 'hidden')
    .filter((it) => ['none', '0px'].some((none) => getComputedStyle(it).borderTopStyle === none
        || getComputedStyle(it).borderTopWidth === none) && !['checkbox', 'radio', 'file'].includes(it.type))
    .map((it) => it.outerHTML.slice(0, 120))"""
ANIMATED = r"""() => [...document.querySelectorAll('*')].map((it) => getComputedStyle(it))
    .filter(({ transitionDuration, animationDuration }) =>
        [transitionDuration, animationDuration].some((time) => parseFloat(time) > .001)).length"""


def test_controls_have_borders_in_forced_colors(page_set, open_page_set):
    person = open_page_set(page_set, forced_colors="active")
    for name, path in page_set.sample(1).items():
        person.visit(path)
        assert person.page.evaluate(WITHOUT_BORDER) == [], name


def test_reduced_motion(anna, bruno, at_browser):
    invite(anna, bruno)
    reduced = at_browser(bruno, reduced_motion="reduce")
    reduced.visit("/invitations/")
    assert reduced.page.evaluate(ANIMATED) == 0
    default = at_browser(bruno)
    default.visit("/invitations/")
    assert default.page.evaluate(ANIMATED) > 0
