"""Figures of the demo's pages as a browser meets them: `python -m bench`. They are printed and kept, and judge nothing."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench import pages, server
from network.demo import demo_data

ROUNDS = 3
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as data, server.demo(Path(data)) as url, sync_playwright() as tools:
        browser = tools.chromium.launch(**CHROMIUM)
        looks = looks_of(browser, url, None)
        looks += looks_of(browser, url, pages.sign_in(browser, url, "anna@example.org", demo_data.PASSWORD))
        browser.close()
    print(table(looks))
    RESULTS.write_text(json.dumps([asdict(look) for look in looks], indent=1) + "\n")


def looks_of(browser: Browser, url: str, kept: dict | None) -> list[pages.Look]:
    return [typical(browser, url, path, kept) for path in pages.paths_from(browser, url, kept)]


def typical(browser: Browser, url: str, path: str, kept: dict | None) -> pages.Look:
    """The look of median time, of a few with nothing in the cache and a slow processor."""
    looks = [pages.first_look(browser, url, path, kept, pages.SLOWER) for _round in range(ROUNDS)]
    middle = median(look.largest for look in looks)
    return next(look for look in looks if look.largest == middle)


def table(looks: list[pages.Look]) -> str:
    lines = [f"{'page':<44}{'kB':>7}{'files':>7}{'moved':>7}{'largest paint, ms':>19}"]
    lines += [
        f"{look.path:<44}{look.bytes / 1000:>7.1f}{look.requests:>7}{look.moved:>7.3f}{look.largest:>19.0f}"
        for look in looks
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
