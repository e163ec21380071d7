"""`python -m bench pages`: size, paint time and layout shift of the demo's pages in a browser, as a table."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench import pages, server
from bin.chromium import find_chromium
from network.demo import demo_data

ROUNDS = 3
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as data_dir,
        server.demo(Path(data_dir)) as url,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        metrics = measure_site(browser, url, None)
        session = pages.sign_in(browser, url, "anna@example.org", demo_data.PASSWORD)
        metrics += measure_site(browser, url, session)
        browser.close()
    print(format_table(metrics))


def measure_site(browser: Browser, url: str, session: dict | None) -> list[pages.PageMetrics]:
    return [median_metrics(browser, url, path, session) for path in pages.crawl(browser, url, session)]


def median_metrics(browser: Browser, url: str, path: str, session: dict | None) -> pages.PageMetrics:
    """The run with the median paint time, of several with an empty cache and a throttled CPU."""
    runs = [
        pages.measure_uncached(browser, url, path, session, pages.CPU_THROTTLING) for _round in range(ROUNDS)
    ]
    median_paint = median(run.largest_paint_ms for run in runs)
    return next(run for run in runs if run.largest_paint_ms == median_paint)


def format_table(metrics: list[pages.PageMetrics]) -> str:
    lines = [f"{'page':<44}{'kB':>7}{'files':>7}{'shift':>7}{'largest paint, ms':>19}"]
    lines += [
        f"{row.path:<44}{row.bytes / 1000:>7.1f}{row.requests:>7}{row.layout_shift:>7.3f}"
        f"{row.largest_paint_ms:>19.0f}"
        for row in metrics
    ]
    return "\n".join(lines)
