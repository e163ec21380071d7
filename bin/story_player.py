"""Plays a story on the split screen, with clicks in its panes; the checks are those of `manage.py stories check`."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page

from invitations.worker import delivery
from network.demo import time_travel
from network.demo.participants import find_member
from network.demo.stories import verbs
from network.demo.stories.player import GUEST_PASSWORD, ActionFailed, Player, join_link
from network.demo.stories.schema import Action, Story

REVEAL = """(button, names) => {
  const fields = [...(button.form?.elements ?? [])].filter(({ name }) => names.includes(name));
  for (const element of [button, ...fields])
    for (let parent = element; parent; parent = parent.parentElement) if (parent.matches("details")) parent.open = true;
}"""
"""Opens the disclosures that contain the button or these fields of its form."""


class BrowserPlayer(Player):
    """A `Player` whose people look at the panes of the split screen and press its buttons."""

    def __init__(self, story: Story, page: Page) -> None:
        super().__init__(story)
        self.screen = page

    def open_scene(self, number: int) -> None:
        """Press “Next”, unless the scene is shown already."""
        query = f"?scene={number}" if number > 1 else ""
        if query:
            self.screen.locator(f'.demo-scene a[href="{query}"]').click()
        self.screen.wait_for_url(f"**/stories/{self.story.name}/{query}")

    def pane(self, who: str) -> Frame:
        index = 0 if who == self.story.left else 1
        return frame_of(self.screen.locator("iframe.split-screen-pane").nth(index))

    def page(self, who: str, page: str) -> str:
        url = self.page_url(who, page)
        if who not in (self.story.left, self.story.right) or page != "page":
            return self.screen.request.get(url).text()
        return self._open(self.pane(who), url)

    def narrator(self) -> str:
        frame = frame_of(self.screen.locator("iframe[name=narrator]"))
        return self._open(frame, frame.url)

    def _open(self, frame: Frame, url: str) -> str:
        """Again where the split screen reloads the frame at the same moment."""
        try:
            response = frame.goto(url)
        except Error:
            self.screen.wait_for_load_state("networkidle")
            response = frame.goto(url)
        if response is None or response.status != 200:
            raise ActionFailed(f"{url} answers {response.status if response else 'nothing'}")
        return frame.content()

    def perform(self, action: Action) -> None:
        if action.clock:
            self._move_clock(action.clock.days)
        elif action.visit:
            self._open(self.pane(action.who), self.page_url(action.who, action.visit))
        elif action.verb == verbs.JOIN:
            self._join(action)
        else:
            self._press(action)
        time_travel.process_queue()
        # the page asks until all work is done, then all frames reload
        self.screen.wait_for_load_state("networkidle")

    def _move_clock(self, days: int) -> None:
        button = self.screen.locator(f'.demo-clock [name=days][value="{days}"]')
        with self.screen.expect_response(is_post):
            button.click()

    def _join(self, action: Action) -> None:
        pane = self.pane(action.who)
        self._open(pane, join_link(action.who))
        pane.locator("[name=name]").fill(action.fields["name"])
        pane.locator("[name=password1]").fill(GUEST_PASSWORD)
        with self.screen.expect_response(is_post):
            pane.locator("main form [type=submit]").first.click()
        delivery.release_held()

    def _press(self, action: Action) -> None:
        pane, person = self.pane(action.who), find_member(action.who)
        url = f"/as/{person.handle}{verbs.path_of(action)}" if person else ""
        button = self._find_button(pane, action, url)
        for name, value in action.fields.items():
            pane.locator(f"main form:has([type=submit]) [name={name}]:visible").first.fill(value)
        for switch in action.off:
            pane.locator(f"main [name={switch}]").uncheck()
        with self.screen.expect_response(is_post):
            button.click()

    def _find_button(self, pane: Frame, action: Action, url: str) -> Locator:
        """The button of the verb on the page that the pane shows, else on the verb's own page."""
        verb = verbs.VERBS[action.verb]
        buttons = f'[formaction="{url}"], form[action="{url}"] [type=submit]'
        fields = "".join(f":has([name={name}])" for name in action.fields)
        if pane.locator(buttons).count() == 0 or pane.locator(f"main{fields}").count() == 0:
            self._open(pane, self.page_url(action.who, verb.form_page) if verb.form_page else url)
        own = pane.locator('main form[method="post"]:not([action]) [type=submit]')
        found = pane.locator(buttons)
        button = (found if found.count() else own).first
        button.evaluate(REVEAL, list(action.fields))
        return button


def frame_of(iframe: Locator) -> Frame:
    """The frame that this element shows."""
    handle = iframe.element_handle()
    frame = handle.content_frame() if handle else None
    assert frame, "the pane has no frame"
    return frame


def is_post(response: Any) -> bool:
    return bool(response.request.method == "POST")
