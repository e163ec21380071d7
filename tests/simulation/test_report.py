"""The report: readable in three languages, one file without scripts, the same bytes for the same numbers."""

import csv
import re

import pytest
from django.utils import translation

from network.simulation import report
from network.simulation.headlines import HEADLINES, difference_in_words
from network.simulation.intervals import Interval
from network.simulation.report.sections import sections
from network.simulation.report.writing import render
from tests.simulation.results import TOWN, one_town, result, two_policies

ACCEPTED = next(each for each in HEADLINES if each.name == "accepted_per_1000")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("it", "ltr"), ("ar", "rtl")])
def test_it_is_one_file_in_each_language(language, direction):
    with translation.override(language):
        html = render(*two_policies())
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)", html)
    assert html.count("<svg") == html.count('role="img" aria-label="') > 18


@pytest.mark.parametrize("language", ["it", "ar"])
def test_every_sentence_is_translated(language):
    with translation.override(language):
        titles = [each.title for each in sections(TOWN, [result()])]
    with translation.override("en"):
        english = [each.title for each in sections(TOWN, [result()])]
    assert not set(titles) & set(english)


def test_the_same_numbers_give_the_same_bytes():
    assert render(*two_policies()) == render(*two_policies())


def test_every_figure_says_that_it_is_assumed_or_names_its_source():
    html = render(*one_town())
    assert html.count('<span class="assumed">assumed</span>') > 40
    assert "20 million requests" in html


def test_a_difference_is_said_in_words():
    words = [difference_in_words(ACCEPTED, Interval(*each)) for each in [(11, 2), (-11, 2), (1, 2), (0, 0)]]
    assert words == [
        "11.0 more (between 9.0 and 13.0)",
        "11.0 fewer (between 9.0 and 13.0)",
        "no difference that can be told from chance (between 1.0 fewer and 3.0 more)",
        "no difference",
    ]


def test_the_comparison_is_of_the_same_seeds():
    html = render(*two_policies())
    assert "150.0 more (between 25.8 and 274.2)" in html
    assert "reminder_days = 7,14,21" in html


def test_a_single_seed_claims_no_interval():
    variants, results = one_town()
    assert "±" in render(variants, results)
    assert "±" not in render(variants, [results[0][:1]]).partition("The number after ±")[0]


def test_precision_and_recall_are_said():
    caught = [{"day": 3, "kind": "spammer", "spammer": True}, {"day": 5, "kind": "careful", "spammer": False}]
    section = next(
        each for each in sections(TOWN, [result(restricted=caught)]) if each.title == "Who was restricted"
    )
    assert "Of all who were, 50% are spammers" in section.sentence
    assert section.rows[-1] == ["14", "1.0", "1.0"]


def test_the_files_have_a_row_for_each_number(tmp_path):
    report.write(tmp_path, *two_policies())
    rows = list(csv.DictReader((tmp_path / "weekly.csv").open()))
    assert rows[0] == {
        "town": "reminder_days = 7", "seed": "1", "what": "sent", "week": "0", "number": "8",
    }  # fmt: skip
    differences = {row["what"]: row for row in csv.DictReader((tmp_path / "differences.csv").open())}
    assert differences["accepted_per_1000"]["mean"] == "150.0"
    assert {path.name for path in tmp_path.iterdir()} == {
        "report.html", "weekly.csv", "mails.csv", "brought.csv", "undelivered.csv", "allowance.csv", "network.csv",
        "days_to_acceptance.csv", "headline.csv", "restricted.csv", "differences.csv",
    }  # fmt: skip


def test_who_was_restricted_is_a_row(tmp_path):
    variants, _results = one_town()
    report.write(tmp_path, variants, [[result(restricted=[{"day": 3, "kind": "spammer", "spammer": True}])]])
    (row,) = csv.DictReader((tmp_path / "restricted.csv").open())
    assert row == {"town": "A town", "seed": "1", "kind": "spammer", "spammer": "True", "day": "3"}
