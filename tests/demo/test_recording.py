"""A story is recorded by clicking, and the file is a story."""

import pytest

from invitations.models import Invitation
from network.demo.stories import loader, player
from tests.conftest import work


@pytest.fixture
def recorder(client_for, anna, bruno):
    client = client_for()
    response = client.post("/demo/recording/start/", {"left": "anna", "right": "bruno"})
    assert response.url == "/demo/side-by-side/?left=anna&right=bruno"
    return client


def recorded(recorder, tmp_path):
    """Stop, download, and put the file where stories are."""
    recorder.post("/demo/recording/stop/")
    response = recorder.get("/demo/recording/my-story.toml")
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "my-story.toml").write_bytes(response.content)
    return loader.find("my-story")


def invite(recorder, note='We “met”.\nOnce \\ "more".'):
    recorder.post("/as/anna/members/bruno/invite/", {"note": note, "reason": "", "email": ""})
    work()
    return Invitation.objects.get()


def test_verbs_pages_and_moves_become_scenes(recorder, tmp_path):
    recorder.get("/as/anna/members/bruno/invite/")
    invitation = invite(recorder)
    recorder.get("/as/bruno/invitations/")
    recorder.post(f"/as/bruno/invitations/{invitation.public_id}/ignore/")
    recorder.post("/demo/clock/", {"days": "7"})
    recorder.get("/as/anna/members/")
    recorder.get("/as/bruno/mail/")
    story = recorded(recorder, tmp_path)
    steps = [
        (scene.left, scene.right, *(f"{a.who} {a.verb}" for a in scene.actions)) for scene in story.scenes
    ]
    assert steps == [
        ("invite", "home", "anna invite"),
        ("invite", "received", "bruno ignore"),
        ("invite", "received", " "),
        ("/members/", "mail"),
    ]
    assert story.scenes[0].actions[0].fields == {"note": 'We “met”.\nOnce \\ "more".'}
    player.play(story)


def test_e_mail_settings_and_what_concerns_others(recorder, carla, tmp_path):
    recorder.post("/as/bruno/settings/email/", {"invitations": "on", "replies": "on", "acceptances": "on"})
    recorder.post("/as/bruno/settings/email/", {"none": "on"})
    recorder.post("/as/anna/members/carla/invite/", {"note": "Not in the story"})
    recorder.get("/as/carla/")
    story = recorded(recorder, tmp_path)
    assert [scene.actions[0].off for scene in story.scenes] == [("reminders",), ("everything",)]


def test_what_failed_is_not_a_scene(recorder, tmp_path):
    recorder.post("/as/anna/members/bruno/invite/", {"note": "x" * 1000})
    recorder.post("/as/anna/invitations/0000000000000000/accept/")
    assert [scene.actions for scene in recorded(recorder, tmp_path).scenes] == [()]


def test_an_answer_is_recorded_with_its_words(recorder, tmp_path):
    invitation = invite(recorder)
    recorder.post(
        f"/as/bruno/invitations/{invitation.public_id}/reply/", {"message": "Which one?", "nonce": "1"}
    )
    story = recorded(recorder, tmp_path)
    assert story.scenes[1].actions[0].fields == {"message": "Which one?"}


def test_the_split_screen_offers_to_record_and_to_stop(recorder, client_for):
    assert "Stop recording" in recorder.get("/demo/side-by-side/").content.decode()
    assert ">Record<" in client_for().get("/demo/side-by-side/").content.decode()
    assert recorder.post("/demo/recording/stop/").url == "/demo/recording/"
    assert "[[scenes]]" in recorder.get("/demo/recording/").content.decode()


@pytest.mark.parametrize("sides", [("anna", "anna"), ("anna", "nobody"), ("", ""), ("\0", "bruno")])
def test_two_people_are_needed(client_for, anna, bruno, sides):
    data = dict(zip(("left", "right"), sides, strict=True))
    assert client_for().post("/demo/recording/start/", data).status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "../other", "a" * 20])
def test_without_a_recording_there_is_nothing(client_for, anna, bruno, tmp_path, cookie):
    (tmp_path / "recordings").mkdir()
    (tmp_path / "other").write_text('{"stopped": true}')
    client = client_for()
    client.cookies["recording"] = cookie
    assert client.get("/demo/recording/").url == client.post("/demo/recording/stop/").url == "/demo/"
    assert client.get("/demo/recording/my-story.toml").status_code == 404
    assert client.get("/as/anna/").status_code == 200


def test_a_forgotten_recording_ends_by_itself(recorder, monkeypatch, tmp_path):
    monkeypatch.setattr("network.demo.stories.recording.MAX_NOTES", 3)
    for _ in range(5):
        recorder.get("/as/anna/mail/")
    assert len(next((tmp_path / "recordings").iterdir()).read_text().splitlines()) == 3
