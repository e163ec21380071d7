"""What a page weighs, how long it takes to be seen, and whether anything in it moves meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

COUNTED = ("Document", "Stylesheet", "Script")
SLOWER = 4
"""Times that the browser's processor is slowed down while it draws."""

LEFT_ALONE = re.compile(
    r"/(demo|as|static|admin|healthz|readyz)(/|$)|/(logout|download|html|source)/$|\.\w+$"
)
WATCH = """
    window.seen = { moved: 0, largest: 0 };
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) window.seen.moved += shift.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
        window.seen.largest = list.getEntries().at(-1).startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
"""
SEEN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.seen), 60)))"
LINKS = "() => [...document.querySelectorAll('a[href]')].map((it) => it.href)"


@dataclass
class Look:
    """`bytes` as they came over the wire, heads and all; `moved` is the sum of the layout shifts; `largest` in ms."""

    path: str
    bytes: int
    requests: int
    moved: float
    largest: float


class Watcher:
    """A page of a browser, and what comes to it."""

    def __init__(self, context: BrowserContext, slower: float = 1) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(WATCH)
        self.kinds: dict[str, str] = {}
        self.arrived: dict[str, int] = {}
        self.line = context.new_cdp_session(self.page)
        self.line.on("Network.responseReceived", self._hear)
        self.line.on("Network.loadingFinished", self._weigh)
        self.line.send("Network.enable")
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": slower})

    def _hear(self, event: dict) -> None:
        from_cache = event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache")
        if event["type"] in COUNTED and not from_cache:
            self.kinds[event["requestId"]] = event["type"]

    def _weigh(self, event: dict) -> None:
        self.arrived[event["requestId"]] = event["encodedDataLength"]

    def look(self, url: str) -> Look:
        self.kinds.clear()
        self.arrived.clear()
        self.page.goto(url, wait_until="networkidle")
        seen = self.page.evaluate(SEEN)
        weights = [self.arrived.get(request, 0) for request in self.kinds]
        path = urlsplit(self.page.url).path
        return Look(path, int(sum(weights)), len(weights), seen["moved"], seen["largest"])


def sign_in(browser: Browser, url: str, address: str, password: str) -> dict:
    """What a browser keeps of somebody who is signed in."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{url}/")
    kept = context.storage_state()
    context.close()
    return kept


def paths_from(browser: Browser, url: str, kept: dict | None) -> list[str]:
    """One page of each kind that links lead to, from the front door on: members differ by their name alone."""
    context = browser.new_context(base_url=url, storage_state=kept, java_script_enabled=False)
    page, waiting, kinds = context.new_page(), ["/"], {}
    while waiting:
        path = waiting.pop(0)
        if LEFT_ALONE.search(path) or kind_of(path) in kinds:
            continue
        kinds[kind_of(path)] = path
        page.goto(path)
        waiting += [urlsplit(link).path for link in page.evaluate(LINKS) if link.startswith(f"{url}/")]
    context.close()
    return list(kinds.values())


def kind_of(path: str) -> str:
    """`/members/anna/` and `/members/bruno/` are of one kind."""
    whose = re.sub(r"^/members/[^/]+", "/members/…", path)
    return re.sub(r"/[A-Za-z0-9]{16,}", "/…", whose)


def first_look(browser: Browser, url: str, path: str, kept: dict | None, slower: float = 1) -> Look:
    """With nothing in the cache."""
    context = browser.new_context(base_url=url, storage_state=kept)
    try:
        return Watcher(context, slower).look(path)
    finally:
        context.close()
