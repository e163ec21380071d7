"""Tab by Tab through a page: what there is to stop at, and where the focus really stops."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.page_object import Person

STOPS = r"""() => {
    const places = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex]';
    const seen = (it) => it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    const chosen = (it) => {
        const group = `input[type=radio][name="${CSS.escape(it.name)}"]`;
        return it.type !== 'radio' || it === (document.querySelector(`${group}:checked`) ?? document.querySelector(group));
    };
    const stops = [...document.querySelectorAll(places)]
        .filter((it) => it.tabIndex >= 0 && !it.matches(':disabled') && seen(it) && chosen(it));
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
SPARE, IN_A_FRAME = 40, 100
"""Stops that are none of a page's own: the parts of a date, a box that scrolls; and the inside of each frame."""


def tab(person: Person) -> str:
    """To the next stop, which must be seen; what it is called. From the last one the way leads outside, and round."""
    person.page.keyboard.press("Tab")
    found = person.page.evaluate(FOCUSED)
    assert found["shown"] or found["outside"], f"{found['name']} has the focus and does not show it"
    return "" if found["outside"] else found["name"]


def tab_to(person: Person, name: str) -> None:
    assert any(name in tab(person) for _step in range(SPARE * 2)), f"{name} is not reached"


def press(person: Person, name: str) -> None:
    """By keyboard alone."""
    tab_to(person, name)
    person.page.keyboard.press("Enter")


def by_keyboard(page: Page) -> list[str]:
    """What Tab does not reach in its order, what does not show that it has the focus, and what never lets go."""
    stops = page.evaluate(STOPS)
    reached, faults = walk(page, len(stops) + SPARE + IN_A_FRAME * (len(page.frames) - 1))
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    faults += [f"Tab does not reach {stop}" for stop in missed]
    return faults or ([] if reached == sorted(reached) else [f"Tab jumps: {reached}"])


def walk(page: Page, steps: int) -> tuple[list[int], list[str]]:
    """The stops until Tab has come round to the first one."""
    reached: list[int] = []
    faults, last = [], None
    for _step in range(steps):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        before, last = last, found["stop"]
        if last in (before, None):
            continue
        if last in reached[:1]:
            return reached, faults
        reached.append(last)
        faults += [] if found["shown"] else [f"shows no focus: {found['name']}"]
    return reached, [*faults, "Tab never comes out"]
