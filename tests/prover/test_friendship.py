"""What the views of django-friendship tell a sender. Its environment is that of bench/peer.py."""

import random
import subprocess
import time
from itertools import islice
from pathlib import Path

import pytest

from bin.ports import free_port
from tests.bin import scripts
from tests.prover.conftest import write_accounts

scripts.load("prove")

from proving import browser, description, errors, people, run  # noqa: E402

HERE = Path(__file__).parent
PEOPLE = 20
pytestmark = pytest.mark.long


@pytest.fixture
def friendship(tmp_path):
    from bench import peer  # noqa: PLC0415  needs the path that `load` has extended

    handles = [person.handle for person in islice(people.drawn(random.Random(1)), PEOPLE)]
    port = free_port()
    command = [str(peer.python()), str(HERE / "friendship_site.py"), str(port), str(tmp_path), *handles]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for(url):
    for _ in range(300):
        try:
            return browser.Browser(url).get("/sign-in/")
        except errors.CannotProve:
            time.sleep(0.1)
    raise AssertionError("it did not start")


@pytest.fixture
def proof(friendship, tmp_path):
    site = description.read(HERE / "friendship.toml", write_accounts(tmp_path / "accounts.toml", PEOPLE))
    return run.run(site, run.Options(friendship, 0, 1, []), tmp_path, lambda line: None)


def test_a_rejection_and_a_block_are_told(proof):
    """Any member may open the list of all rejected requests and who blocks whom; asking again works after a rejection."""
    told = {
        result.name.partition(",")[0]: {
            each.where.partition(",")[0] for each in result.findings if each.kind == "text"
        }
        for result in proof.results
    }
    blocks = {"/blockers/{sender.handle}/", "/blocking/{recipient.handle}/"}
    assert told["rejected"] == {"/friend/requests/rejected/", "the answer to add", "the page after add"}
    assert (told["blocked"], told["blocked beforehand"], told["blocked and unblocked"]) == (
        blocks,
        blocks,
        set(),
    )
    assert (proof.code(), proof.unclear(), proof.blind()) == (1, [], [])
