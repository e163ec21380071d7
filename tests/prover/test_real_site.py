"""bin/prove against the running demo: honest, and with each leak planted by a middleware."""

import json
import subprocess
import sys

import pytest

from tests.bin.scripts import BIN
from tests.prover import real_site

pytestmark = pytest.mark.long
CASE = "ignored, follow-up"
LEAKS = {
    "text": {"text"}, "order": {"order"}, "count": {"count"}, "number": {"number", "count"}, "header": {"header"},
    "cookie": {"cookie"}, "status": {"status"}, "length": {"length"}, "mail": {"mail"}, "export": {"export"},
    "redirect": {"header"}, "time": {"time"},
}  # fmt: skip


@pytest.fixture(scope="module")
def leaky_site(tmp_path_factory):
    """The URL of the demo, and the file that names the leak."""
    folder = tmp_path_factory.mktemp("prover")
    leak = folder / "leak"
    leak.write_text("")
    settings = "tests.prover.leaky_settings"
    with real_site.running(folder / "demo", DJANGO_SETTINGS_MODULE=settings, LEAK_FILE=str(leak)) as url:
        yield url, leak


def prove(url, folder, *arguments):
    """The exit code and the kinds of what tells."""
    command = [sys.executable, str(BIN / "prove"), url, "--out", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * 60 * 60)
    assert done.returncode in (0, 1), done.stdout[-4000:] + done.stderr
    proof = json.loads((folder / "proof.json").read_text())
    return done.returncode, {
        each["kind"] for case in proof["cases"] for each in case["findings"] if not case["told"]
    }


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_planted_into_the_product_is_found(leaky_site, tmp_path, leak):
    url, file = leaky_site
    file.write_text(leak)
    code, kinds = prove(url, tmp_path, "--only", CASE, "--samples", "300" if leak == "time" else "0")
    assert (code, bool(kinds & LEAKS[leak])) == (1, True)
    assert leak == "status" or "status" not in kinds, "the planted leak itself failed"


def test_the_product_tells_nothing(leaky_site, tmp_path):
    """Every case, with the controls of what is told."""
    url, file = leaky_site
    file.write_text("")
    assert prove(url, tmp_path) == (0, set())


def test_thirty_runs_of_a_case_tell_nothing(leaky_site, tmp_path):
    url, file = leaky_site
    file.write_text("")
    runs = [
        prove(url, tmp_path / str(seed), "--only", CASE, "--samples", "50", "--seed", str(seed))
        for seed in range(30)
    ]
    assert runs == [(0, set())] * 30
