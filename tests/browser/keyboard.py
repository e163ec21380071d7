"""Walks through a page with the Tab key, and compares the focus with the elements that should get it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.page_object import Person

STOPS = r"""() => {
    const focusable = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex]';
    const visible = (it) => it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    const isTabStop = (it) => {
        const group = `input[type=radio][name="${CSS.escape(it.name)}"]`;
        return it.type !== 'radio' || it === (document.querySelector(`${group}:checked`) ?? document.querySelector(group));
    };
    const stops = [...document.querySelectorAll(focusable)]
        .filter((it) => it.tabIndex >= 0 && !it.matches(':disabled') && visible(it) && isTabStop(it));
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    stops.forEach((it, number) => { it.dataset.stop = number; });
    return stops.map((it) => it.outerHTML.slice(0, 120));
}"""
FOCUSED = r"""() => {
    const it = document.activeElement, { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
    const name = (it.ariaLabel || it.innerText || it.value || '').replace(/\s+/g, ' ').trim();
    const drawn = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    const { top, bottom } = it.getBoundingClientRect();
    const shown = it.matches('iframe') || (drawn && bottom > 0 && top < innerHeight);
    return { name, outside: it === document.body, shown, stop: it.dataset.stop ? Number(it.dataset.stop) : null };
}"""
EXTRA_STOPS, STOPS_IN_FRAME = 40, 100
"""Stops besides those found in the page: parts of a date field, scrolling boxes; and the most inside of a frame."""


def tab(person: Person) -> str:
    """Press Tab and return the name of the focused element, "" outside of the page. It must show the focus."""
    person.page.keyboard.press("Tab")
    focus = person.page.evaluate(FOCUSED)
    assert focus["shown"] or focus["outside"], f"{focus['name']} has the focus and does not show it"
    return "" if focus["outside"] else focus["name"]


def tab_to(person: Person, name: str) -> None:
    assert any(name in tab(person) for _step in range(EXTRA_STOPS * 2)), f"{name} is not reached"


def press(person: Person, name: str) -> None:
    """Tab to the element of this name and press Enter."""
    tab_to(person, name)
    person.page.keyboard.press("Enter")


def keyboard_faults(page: Page) -> list[str]:
    """Elements that Tab does not reach or not in order, that do not show the focus, or that Tab does not leave."""
    stops = page.evaluate(STOPS)
    reached, faults = walk(page, len(stops) + EXTRA_STOPS + STOPS_IN_FRAME * (len(page.frames) - 1))
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    faults += [f"Tab does not reach {stop}" for stop in missed]
    return faults or ([] if reached == sorted(reached) else [f"Tab jumps: {reached}"])


def walk(page: Page, steps: int) -> tuple[list[int], list[str]]:
    """Press Tab until the first stop has the focus again. Returns the numbers of the stops, and faults."""
    reached: list[int] = []
    faults, last = [], None
    for _step in range(steps):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        before, last = last, focus["stop"]
        if last in (before, None):
            continue
        if last in reached[:1]:
            return reached, faults
        reached.append(last)
        faults += [] if focus["shown"] else [f"shows no focus: {focus['name']}"]
    return reached, [*faults, "Tab never leaves the page"]
