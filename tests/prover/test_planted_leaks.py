"""Each leak that is planted into the small site is found, by its kind; an honest site has none."""

import pytest

from tests.prover.conftest import PACE

IGNORED = "ignored, waits"
LEAKS = {
    "text": "text", "order": "order", "count": "count", "number": "number", "header": "header", "cookie": "cookie",
    "status": "status", "length": "length", "mail": "mail", "export": "export", "time of day": "time of day",
    "limit": "status", "redirect": "header",
}  # fmt: skip
"""Of each leak the kind of difference that it is."""


def kinds(proof):
    return {finding.kind for result in proof.results for finding in result.findings if not result.told}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(prove, leak):
    proof = prove(leak, [IGNORED])
    assert LEAKS[leak] in kinds(proof)
    assert proof.code() == 1


def test_a_page_that_takes_longer_is_found(prove):
    assert kinds(prove("time", [IGNORED], samples=300)) == {"time"}


def test_an_email_that_takes_longer_is_found(prove):
    assert kinds(prove("pace", [IGNORED], samples=60, more=PACE)) == {"pace"}


@pytest.mark.parametrize("leak", ["text", "header", "count"])
def test_a_leak_after_an_early_block_is_found(prove, leak):
    assert LEAKS[leak] in kinds(prove(leak, ["blocked beforehand"]))


@pytest.mark.parametrize("seed", [1, 2])
def test_an_honest_site_tells_nothing(prove, seed):
    proof = prove(samples=100, seed=seed, more=PACE)
    assert (proof.code(), kinds(proof), proof.unclear()) == (0, set(), [])
    assert proof.results[-1].told


def test_which_pair_is_silent_depends_on_the_seed(prove):
    """A counter is compared by its growth whichever world acts first."""
    assert all("number" in kinds(prove("number", [IGNORED], seed=seed)) for seed in range(4))


@pytest.mark.long
def test_thirty_honest_runs_tell_nothing(prove):
    proofs = [prove(samples=300, seed=seed, more=PACE) for seed in range(100, 130)]
    assert [proof.code() for proof in proofs] == [0] * 30
