"""The plot of growth."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from bench.plot import svg


def test_the_plot_is_xml_with_a_line_and_a_name_for_each_curve():
    root = ET.fromstring(svg({"a & b": {1000: 1.0, 10_000: 2.0}, "c": {1000: 1.0, 10_000: 0.9}}))
    lines = root.findall("{*}polyline")
    assert [len(line.get("points").split()) for line in lines] == [2, 2]
    assert {"a & b", "c", "10,000", "2×"} <= {text.text for text in root.findall("{*}text")}


def test_one_size_is_drawn_too():
    assert "polyline" in svg({"a": {1000: 1.0}})
