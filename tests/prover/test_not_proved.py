"""When nothing tells, and yet nothing is proved: a blind prover, accounts that differ, too few of them, no clock."""

from dataclasses import replace

import pytest

from tests.bin import scripts
from tests.prover import fake_site
from tests.prover.conftest import FAKE, write_accounts

scripts.load("prove")

from proving import description, errors, report, run  # noqa: E402


@pytest.fixture
def site(tmp_path):
    return description.read(FAKE, write_accounts(tmp_path / "accounts.toml"))


@pytest.fixture
def proof_of(tmp_path):
    def prove_site(site, *only):
        with fake_site.running() as url:
            return run.run(site, run.Options(url, 0, 1, list(only)), tmp_path / "proof", lambda line: None)

    return prove_site


def test_a_prover_that_does_not_see_what_is_told_is_blind(site, proof_of):
    silences = {"accepted": replace(site.silences["ignored"], told=True)}
    proof = proof_of(replace(site, silences=silences))
    assert (proof.code(), [each.name.partition(",")[0] for each in proof.blind()]) == (2, ["accepted"])
    assert "NOT SEEN" in report.as_text(proof)


def test_what_differs_beforehand_is_not_compared(site, proof_of):
    """The tokens of forms, where no mask is declared."""
    script = description.Script(["look"], ["invite"])
    proof = proof_of(replace(site, masks=[], scripts={"waits": script}), "ignored")
    assert (proof.code(), proof.telling(), len(proof.unclear())) == (2, [], 1)
    assert "differed before anything was done" in report.as_text(proof)


def test_too_few_accounts_are_not_all_cases(site, proof_of):
    proof = proof_of(replace(site, accounts=site.accounts[:4]))
    assert (proof.code(), len(proof.results), len(proof.left_out)) == (2, 1, 3)
    assert "four more accounts are needed" in report.as_text(proof)


def test_a_site_without_a_clock_leaves_scripts_out(site, proof_of):
    proof = proof_of(replace(site, clock=""))
    assert (proof.code(), proof.results) == (2, [])
    assert "the site has no clock" in proof.left_out[0]


def test_an_unknown_case_is_refused(site, proof_of):
    with pytest.raises(errors.CannotProve, match="No case has such a name"):
        proof_of(site, "nonsense")


def test_a_verb_that_fails_stops_the_case(site, proof_of):
    verbs = site.verbs | {"ignore": replace(site.verbs["ignore"], answer=200)}
    with pytest.raises(errors.CannotProve, match="“ignore” of the recipient was answered with 302"):
        proof_of(replace(site, verbs=verbs), "ignored")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ('name = "A"', "lacks the key sign_in"),
        ("extends = 'nothing.toml'", "cannot be read"),
        ("sign_in = { path = '/', colour = 'red' }", r"\[sign_in\] has an unknown key: colour"),
        ("= nonsense", "cannot be read"),
    ],
)
def test_a_wrong_description_is_one_sentence(tmp_path, change, sentence):
    file = tmp_path / "site.toml"
    file.write_text(change)
    with pytest.raises(errors.CannotProve, match=sentence):
        description.read(file)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('[scripts.other]\nbefore = ["fly"]\nafter = []', "“fly” is no verb"),
        ('[[masks]]\nwhy = "x"\npattern = "("', "The pattern"),
    ],
)
def test_a_wrong_step_or_pattern_is_one_sentence(tmp_path, more, sentence):
    text = FAKE.read_text().split("[[masks]]")[0]
    (tmp_path / "site.toml").write_text(text + more)
    with pytest.raises(errors.CannotProve, match=sentence):
        description.read(tmp_path / "site.toml", write_accounts(tmp_path / "accounts.toml"))
