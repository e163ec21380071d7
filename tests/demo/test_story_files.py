"""Files of stories: what is wrong in one is said with its line and key."""

import pytest
from django.utils import translation

from network.common.toml_file import TomlFileError
from network.demo.stories import loader
from network.demo.stories.schema import BrokenStory

STORY = """\
title = "A"
about = "B"
left = "anna"
right = "bruno"

[[before]]
days_ago = 3
who = "anna"
verb = "invite"
to = "bruno"

[[scenes]]
left = "sent"
right = "received"
task = "Ignore it."
do = [
  { who = "bruno", verb = "ignore", to = "anna" },
  { clock = "+7d" },
]
checks = [
  "anna's page is unchanged",
]
"""


def write(tmp_path, text=STORY, name="mine"):
    folder = tmp_path / "stories"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text)
    return folder / f"{name}.toml"


def test_a_file_is_read(tmp_path):
    story = loader.load(write(tmp_path))
    assert (story.name, str(story.title), story.people) == ("mine", "A", ["anna", "bruno"])
    assert [action.verb for action in story.scenes[0].actions] == ["ignore", ""]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('title = "A"\n', "", r"mine.toml, line 1: title: it is missing\."),
        ('title = "A"', "title = 1", "line 1: title: a text is expected"),
        ('about = "B"', 'abuot = "B"', "mine.toml, line 1: about: it is missing"),
        ('left = "anna"\nright', "right", "mine.toml, line 1: left: it is missing"),
        ('right = "bruno"\n\n', "\n", "mine.toml, line 1: right: it is missing"),
        ("[[scenes]]", "[[scene]]", "mine.toml, line 12: scene: this key has no meaning"),
        ('about = "B"', 'about = "B"\ncolour = "red"', "line 3: colour: this key has no meaning here"),
        ('left = "anna"', 'left = "bruno"', "line 4: right: two different people"),
        ('left = "anna"', 'left = "nobody"', "line 3: left: “nobody” is nobody of the cast"),
        ("days_ago = 3", "days_ago = -1", "line 7: before 1, days_ago: 0.1 to 300"),
        ("days_ago = 3", 'days_ago = "3"', "line 7: before 1, days_ago: a number is expected"),
        ('verb = "invite"', 'verb = "sing"', "line 9: before 1, verb: “sing” is none of: invite"),
        ('to = "bruno"', 'to = "carla"', "line 10: before 1, to: “carla” does not play"),
        ('right = "received"', 'right = "cellar"', "line 14: scene 1, right: “cellar” is no page"),
        ('task = "Ignore it."\n', "", "line 12: scene 1, task: it is missing"),
        ('task = "Ignore it."', "task.en = 1", "line 15: scene 1, task, en: a text is expected"),
        ('verb = "ignore"', 'verb = "sing"', "line 17: scene 1, do 1, verb: “sing” is none of"),
        ('who = "bruno", verb', 'who = "carla", verb', "line 17: scene 1, do 1, who: “carla” does not play"),
        ('to = "anna" }', 'to = "anna", note = "x" }', "line 17: scene 1, do 1, note: this key has no"),
        (
            'clock = "+7d"',
            'who = "bruno", verb = "bruno"',
            "line 18: scene 1, do 2, verb: “bruno” is none of",
        ),
        ('"+7d"', '"7"', "line 18: scene 1, do 2, clock: the clock moves by"),
        ("is unchanged", "is lovely", "line 21: scene 1, checks 1: anna's page is lovely: this is no check"),
        ("anna's page", "carla's page", "line 21: scene 1, checks 1: .*“carla” does not play"),
        ("anna's page is", "cellar of anna is", "line 21: scene 1, checks 1: .*there is no page “cellar”"),
        ('  "anna\'s page is unchanged"', "  7", "line 20: scene 1, checks 1: a text is expected"),
    ],
)
def test_an_error_names_the_line_and_the_key(tmp_path, old, new, error):
    assert old in STORY
    with pytest.raises(TomlFileError, match=error):
        loader.load(write(tmp_path, STORY.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('title = "A"', 'title = "A', "line 1: title: this is not TOML: Illegal character"),
        ('about = "B"', 'about "B"', "line 2: about: this is not TOML: Expected '='"),
        ("days_ago = 3", "days_ago = three", "line 7: before 1, days_ago: this is not TOML: Invalid value"),
        ('"bruno", verb', '"bruno" verb', "line 17: scene 1, do: this is not TOML: Unclosed inline table"),
        ('task = "Ignore it."', 'left = "sent"', "line 15: scene 1, left: .*: Cannot overwrite a value"),
        ("[[scenes]]", "[[scenes]", r"line 12: scene 1: this is not TOML: Expected ']]'"),
        ('unchanged",\n]', 'unchanged",', "line 21: scene 1, checks: this is not TOML: Invalid value"),
    ],
)
def test_a_syntax_error_names_the_line_the_key_and_the_scene(tmp_path, old, new, error):
    assert old in STORY
    with pytest.raises(TomlFileError, match=f"^mine.toml, {error}"):
        loader.load(write(tmp_path, STORY.replace(old, new, 1)))


def test_a_syntax_error_names_the_second_scene(tmp_path):
    scenes = STORY.partition("[[scenes]]")
    text = STORY + "\n[[scenes]]" + scenes[2].replace("checks = [", "checks = (")
    with pytest.raises(TomlFileError, match="line 32: scene 2, checks: this is not TOML"):
        loader.load(write(tmp_path, text))


def test_a_story_without_scenes_is_an_error(tmp_path):
    with pytest.raises(TomlFileError, match=r"mine\.toml, line 1: scenes: a story needs one"):
        loader.load(write(tmp_path, STORY.partition("[[before]]")[0]))


@pytest.mark.parametrize(("language", "title"), [("it", "Uno"), ("en", "One"), ("ar", "One")])
def test_a_file_may_have_its_own_texts_in_each_language(tmp_path, language, title):
    text = STORY.replace('title = "A"', 'title.it = "Uno"\ntitle.en = "One"')
    with translation.override(language):
        assert str(loader.load(write(tmp_path, text)).title) == title


def test_own_stories_follow_the_shipped_ones(tmp_path):
    write(tmp_path)
    write(tmp_path, "title =", "broken")
    *shipped, mine, broken = loader.all_stories()
    assert [story.name for story in shipped][:2] == ["waiting", "accepting"]
    assert (mine.name, type(broken), loader.after("crossing").name) == ("mine", BrokenStory, "mine")


def test_the_start_page_shows_the_error_of_a_broken_file(client, db, tmp_path):
    write(tmp_path, STORY.replace("is unchanged", "is lovely"), "broken")
    page = client.get("/demo/").content.decode()
    assert "broken.toml, line 21" in page
    assert client.get("/demo/stories/broken/").url == "/demo/"


def test_a_step_that_is_not_possible_is_said_on_the_start_page(client, anna, bruno, tmp_path):
    write(tmp_path, STORY.replace('verb = "invite"', 'verb = "accept"'))
    page = client.post("/demo/stories/mine/", follow=True).content.decode()
    assert "mine.toml, line 9: before 1, verb" in page
    answer = client.post(
        "/demo/stage/", {"story": "mine"}, content_type="application/json", headers={"X-Demo": "1"}
    )
    assert answer.status_code == 400
    assert "line 9" in answer.json()["error"]
