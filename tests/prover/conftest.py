"""A function that proves the small site."""

import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from tests.bin import scripts
from tests.prover import fake_site

scripts.load("prove")  # makes `proving` importable

from proving import description, people, run  # noqa: E402

FAKE = Path(__file__).with_name("fake_site.toml")
PACE = '[pace]\nverb = "letter"\n'


def write_accounts(file: Path, number: int = 16, seed: int = 1, more: str = "") -> Path:
    """Accounts with names of equal length, as an operator would give them, and more of a description."""
    rows = [
        f'[[accounts]]\nname = "{person.name}"\nhandle = "{person.handle}"\nemail = "{person.email}"\n'
        for person in islice(people.drawn(random.Random(seed)), number)
    ]
    file.write_text("".join(rows) + more)
    return file


@pytest.fixture
def prove(tmp_path) -> Callable[..., run.Proof]:
    """`prove(leak, only=…, samples=…, seed=…)` returns the proof of a small site with this leak."""

    def prove_site(leak="", only=(), samples=0, seed=1, more=""):
        site = description.read(FAKE, write_accounts(tmp_path / "accounts.toml", seed=seed, more=more))
        with fake_site.running(leak) as url:
            options = run.Options(url, samples, seed, list(only))
            return run.run(site, options, tmp_path / "proof", lambda line: None)

    return prove_site
