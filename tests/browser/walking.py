"""Tab by Tab through a page: what there is to stop at, and where the focus really stops."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.person import Person

STOPS = r"""() => {
    const places = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex]';
    const seen = (it) => it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    const chosen = (it) => it.type !== 'radio' || it.checked
        || !document.querySelector(`input[name="${CSS.escape(it.name)}"]:checked`);
    const stops = [...document.querySelectorAll(places)]
        .filter((it) => it.tabIndex >= 0 && !it.matches(':disabled') && seen(it) && chosen(it));
    stops.forEach((it, number) => { it.dataset.stop = number; });
    return stops.map((it) => it.outerHTML.slice(0, 120));
}"""
FOCUSED = r"""() => {
    const it = document.activeElement, { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
    const name = (it.ariaLabel || it.innerText || it.value || '').replace(/\s+/g, ' ').trim();
    const drawn = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    const { top, bottom } = it.getBoundingClientRect();
    const shown = it.matches('iframe') || (drawn && bottom > 0 && top < innerHeight);
    return { name, shown, stop: it.dataset.stop ?? '', out: it === document.body };
}"""
SPARE = 40
"""Stops that are none of a page's own: the parts of a date, a box that scrolls, a frame's inside."""


def tab(person: Person) -> str:
    """To the next stop, which must be seen; what it is called."""
    person.page.keyboard.press("Tab")
    found = person.page.evaluate(FOCUSED)
    assert found["shown"], f"{found['name']} has the focus and does not show it"
    return found["name"]


def tab_to(person: Person, name: str) -> None:
    assert any(name in tab(person) for _step in range(SPARE * 2)), f"{name} is not reached"


def press(person: Person, name: str) -> None:
    """By keyboard alone."""
    tab_to(person, name)
    person.page.keyboard.press("Enter")


def by_keyboard(page: Page) -> list[str]:
    """What Tab does not reach in its order, what does not show that it has the focus, and what never lets go."""
    stops = page.evaluate(STOPS)
    reached, faults = [], []
    for _step in range(len(stops) + SPARE):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["out"]:
            break
        if found["stop"] and found["stop"] not in reached[-1:]:
            reached.append(found["stop"])
            faults += [] if found["shown"] else [f"shows no focus: {stops[int(found['stop'])]}"]
    else:
        faults.append("Tab never comes out")
    missed = [stop for number, stop in enumerate(stops) if str(number) not in reached]
    faults += [f"Tab does not reach {stop}" for stop in missed]
    return faults or ([] if reached == sorted(reached, key=int) else [f"Tab jumps: {reached}"])
