"""Every story of the demo is played to its end on the split screen."""

from __future__ import annotations

import pytest
from django.utils import translation

from bin.story_player import BrowserPlayer
from network.demo.stories import loader
from network.demo.stories.player import play_scene
from network.members.models import Member
from tests.languages import LANGUAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "language",
    [pytest.param(code, marks=[] if code == "en" else [pytest.mark.long]) for code in LANGUAGES],
)
@pytest.mark.parametrize("name", loader.shipped_names())
def test_a_story_is_played_to_its_end(anna, bruno, at_browser, name, language):
    Member.objects.update(language=language)
    visitor = at_browser(locale=language, viewport={"width": 1500, "height": 900})
    visitor.visit("/demo/")
    visitor.page.locator(f'form[action="/demo/stories/{name}/"] [type=submit]').click()
    player = BrowserPlayer(loader.find(name), visitor.page)
    with translation.override(language):
        for scene in player.story.scenes:
            player.open_scene(scene.number)
            play_scene(player, scene)
    following = loader.after(name)
    ending = f'.demo-scene form[action="/demo/stories/{following.name}/"]' if following else ".demo-scene a"
    assert visitor.page.locator(ending).count()


def test_a_finished_story_is_ticked(anna, bruno, at_browser):
    visitor = at_browser()
    visitor.visit("/demo/")
    visitor.press("Begin the story: Accepting")
    for _ in range(2):
        visitor.click_link("Next")
    visitor.press("Next: Replying")
    visitor.visit("/demo/")
    card = visitor.page.locator(".demo-stories li", has_text="Accepting")
    assert "Done" in card.inner_text()
    assert "about 1 minute" in visitor.page.locator(".demo-stories li", has_text="Replying").inner_text()
