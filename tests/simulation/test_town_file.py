"""Town files: those that are shipped can be read, and what is wrong in one is said with its line."""

import pytest

from invitations.policy import Policy
from network.common.toml_file import TomlFileError
from network.simulation import town_file, town_json
from network.simulation.town import figures

HEAD = 'name = "A town"\nabout = "For a test."\n'
KIND = '[[kind]]\nname = "careful"\nshare = 1.0\n'


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "town.toml"
        path.write_text(text)
        return town_file.read(path)

    return read_text


@pytest.mark.parametrize("path", town_file.shipped(), ids=lambda path: path.stem)
def test_a_shipped_town_can_be_read_and_written_as_json(path):
    town = town_file.read(path)
    assert town_json.load(town_json.dump(town)) == town
    assert sum(kind.share for kind in town.kinds) == pytest.approx(1)


def test_the_four_towns_are_shipped():
    assert {"village", "alumni", "recruiters", "spam-week"} <= {path.stem for path in town_file.shipped()}


def test_the_file_changes_the_defaults(read):
    town = read(
        HEAD + "people = 7\n" + KIND + "note = 0.25\nnotice = { mail = 0.1 }\n[policy]\nfollow_ups = 0\n"
    )
    default = town_file.read(town_file.find("village"))
    (kind,) = town.kinds
    assert (town.people, kind.note, kind.notice.mail, town.policy) == (7, 0.25, 0.1, Policy(follow_ups=0))
    assert (town.days, kind.notice.visit) == (default.days, default.kinds[0].notice.visit)


def test_a_kind_of_its_own_is_like_another(read):
    town = read(HEAD + '[[kind]]\nname = "founder"\nlike = "recruiter"\nshare = 1.0\ninvites_a_week = 9\n')
    (kind,) = town.kinds
    assert (kind.name, kind.invites_a_week, kind.follow_up) == ("founder", 9, 0.7)


def test_every_figure_is_listed_with_its_source_or_none():
    town = town_file.read(town_file.find("village"))
    listed = {each.name: each.source for each in figures(town)}
    assert "20 million requests" in listed["careful.stranger.accept"]
    assert listed["people"] == listed["busy.notice.mail"] == ""
    assert len(listed) == 10 + len(town.kinds) * (19 + 4 + 4 + 6 + 6)


def test_the_digest_is_of_what_decides_alone(read):
    one, same = read(HEAD + KIND), read(HEAD.replace("A town", "Another") + KIND)
    other = read(HEAD + KIND + "note = 0.1\n")
    assert town_json.digest(one) == town_json.digest(same) != town_json.digest(other)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("about = 1\n" + KIND, 1, "name: it is missing"),
        (HEAD + "people = 1\n" + KIND, 3, "people: it must be at least 2."),
        (HEAD + "days = 9999\n" + KIND, 3, "days: it must be at most 3650."),
        (HEAD + "memory = 1.5\n" + KIND, 3, "memory: it must be at most 1."),
        (HEAD + 'people = "many"\n' + KIND, 3, "people: a whole number is expected here."),
        (HEAD + "start = 5\n" + KIND, 3, "start: a date is expected here"),
        (HEAD + "houses = 3\n" + KIND, 3, "houses: this key has no meaning here."),
        (HEAD, 1, "kind: the shares add up to 0, not to 1."),
        (HEAD + KIND.replace("1.0", "0.5"), 3, "the shares add up to 0.5, not to 1."),
        (HEAD + KIND + "spammer = 1\n", 6, "spammer: true or false is expected here."),
        (HEAD + KIND + 'like = "nobody"\n', 6, "there is no kind 'nobody'"),
        (HEAD + KIND + "whom = { known = 0.9, stranger = 0.9 }\n", 6, "whom: the shares add up to 1.9"),
        (HEAD + KIND + "whom = { friend = 0.9 }\n", 6, "friend: this key has no meaning here."),
        (HEAD + KIND + "[policy]\nfollow_ups = -1\n", 7, "follow_ups: it must be at least 0"),
        ("name = ", 1, "this is not TOML"),
    ],
)
def test_a_fault_is_one_sentence_with_its_line(read, text, line, says):
    with pytest.raises(TomlFileError) as raised:
        read(text)
    assert says in str(raised.value)
    assert f"town.toml, line {line}:" in str(raised.value)


def test_a_file_that_is_not_there_is_a_shipped_town_or_named():
    assert town_file.find("village").name == "village.toml"
    with pytest.raises(TomlFileError, match=r"nowhere\.toml: it cannot be read"):
        town_file.read(town_file.find("nowhere"))
