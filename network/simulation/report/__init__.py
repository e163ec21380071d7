"""The report of a run: one HTML file without scripts, readable on paper, and the numbers as CSV files."""

from network.simulation.report.writing import write

__all__ = ["write"]
