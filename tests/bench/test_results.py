"""The file of results, and the table and the page that are made from it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bench import __main__ as command
from bench import performance_page, table
from bench.results import Entry, Results
from bench.run import Row


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "results.json")


def entry(engine="sqlite", commit="c1", quick=False, **row) -> Entry:
    rows = [asdict(Row("inbox, against its floor", "≥ 0.40", **{"value": 0.5} | row))]
    return Entry("P2", engine, commit, quick, False, "2026-11-30", rows)


def test_results_are_read_again(results):
    results.store(entry())
    assert Results(results.file).find("P2", "sqlite") == entry()


def test_what_another_run_has_stored_is_kept(results):
    Results(results.file).store(entry("postgresql"))
    results.store(entry())
    assert [each.engine for each in Results(results.file).entries] == ["postgresql", "sqlite"]


def test_a_newer_entry_replaces_the_one_of_its_figure_and_engine(results):
    for each in (entry(), entry("postgresql"), entry(commit="c2")):
        results.store(each)
    assert [each.commit for each in results.entries] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("stored", "wanted", "is_done"),
    [
        (entry(), entry(), True),
        (entry(), entry(commit="c2"), False),
        (entry(), entry("postgresql"), False),
        (entry(), entry(quick=True), True),
        (entry(quick=True), entry(), False),
    ],
    ids=["same", "other commit", "other engine", "quick is enough", "quick is not enough"],
)
def test_what_was_measured_on_the_same_commit_is_done(results, stored, wanted, is_done):
    results.store(stored)
    assert results.is_done(wanted) is is_done


def test_the_plan_has_the_chosen_figures_of_the_engine():
    entries = command.plan("sqlite", "c1", ["P17", "P2"], quick=True, large=False)
    assert [(each.figure, each.quick) for each in entries] == [("P2", True), ("P17", True)]


def test_an_unknown_figure_is_refused():
    with pytest.raises(Exception, match="no figure P99"):
        command.figure_ids("p2,P99")


def test_the_table_has_both_engines_in_one_line(results):
    results.store(entry())
    results.store(entry("postgresql", value=0.25, wall=0.3))
    line = table.format_table(results).splitlines()[-1]
    assert line.split() == ["inbox,", "against", "its", "floor", "≥", "0.40", "0.50", "0.25", "0.30"]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"value": 12, "unit": "queries"}, "12 queries"),
        ({"value": 1234.5}, "1,234.5"),
        ({"value": 0}, "0"),
        ({"value": None, "note": "not measured here"}, "not measured here"),
    ],
    ids=["unit", "large", "zero", "not measured"],
)
def test_a_value_is_written_with_its_unit(row, text):
    assert table.value_text(asdict(Row("a", "", **row))) == text


def test_the_page_has_a_section_for_what_was_measured(results, tmp_path):
    results.store(entry(growth={"1000": 1.0, "10000": 1.5}))
    page, plot = tmp_path / "page.md", tmp_path / "plot.svg"
    performance_page.write(results, page, plot)
    assert "| inbox, against its floor | ≥ 0.40 | 0.50 | – | – |" in page.read_text()
    assert "Measured: SQLite 2026-11-30 on c1." in page.read_text()
    assert "P2 inbox, against its floor, SQLite</text>" in plot.read_text()


def test_without_growth_there_is_no_plot(results, tmp_path):
    results.store(entry())
    performance_page.write(results, tmp_path / "page.md", tmp_path / "plot.svg")
    assert "![" not in (tmp_path / "page.md").read_text()
    assert not (tmp_path / "plot.svg").exists()
