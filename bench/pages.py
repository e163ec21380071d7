"""Size, paint time and layout shift of pages, measured in Chromium."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

COUNTED_TYPES = ("Document", "Stylesheet", "Script")
CPU_THROTTLING = 4
"""The factor by which Chromium slows down its CPU."""

EXCLUDED_PATHS = re.compile(
    r"/(demo|as|static|admin|healthz|readyz)(/|$)|/(logout|download|html|source)/$|\.\w+$"
)
OBSERVE_JS = """
    window.metrics = { layoutShift: 0, largestPaint: 0 };
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.metrics.layoutShift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
        window.metrics.largestPaint = list.getEntries().at(-1).startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
"""
READ_METRICS_JS = """() => new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => resolve(window.metrics), 60)))"""
LINKS_JS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"


@dataclass
class PageMetrics:
    """`bytes` counts headers too, as transferred; `layout_shift` is the sum of all shifts."""

    path: str
    bytes: int
    requests: int
    layout_shift: float
    largest_paint_ms: float


class PageMonitor:
    """A browser page whose network traffic is recorded."""

    def __init__(self, context: BrowserContext, cpu_throttling: float = 1) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(OBSERVE_JS)
        self.resource_types: dict[str, str] = {}
        self.transferred_bytes: dict[str, int] = {}
        self.cdp = context.new_cdp_session(self.page)
        self.cdp.on("Network.responseReceived", self._on_response)
        self.cdp.on("Network.loadingFinished", self._on_finished)
        self.cdp.send("Network.enable")
        self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": cpu_throttling})

    def _on_response(self, event: dict) -> None:
        from_cache = event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache")
        if event["type"] in COUNTED_TYPES and not from_cache:
            self.resource_types[event["requestId"]] = event["type"]

    def _on_finished(self, event: dict) -> None:
        self.transferred_bytes[event["requestId"]] = event["encodedDataLength"]

    def measure(self, url: str) -> PageMetrics:
        self.resource_types.clear()
        self.transferred_bytes.clear()
        self.page.goto(url, wait_until="networkidle")
        metrics = self.page.evaluate(READ_METRICS_JS)
        sizes = [self.transferred_bytes.get(request_id, 0) for request_id in self.resource_types]
        path = urlsplit(self.page.url).path
        return PageMetrics(path, int(sum(sizes)), len(sizes), metrics["layoutShift"], metrics["largestPaint"])


def sign_in(browser: Browser, url: str, address: str, password: str) -> dict:
    """Sign in and return the browser's storage state (cookies) for further contexts."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{url}/")
    state = context.storage_state()
    context.close()
    return state


def crawl(browser: Browser, url: str, session: dict | None) -> list[str]:
    """Paths of all linked pages, starting at the home page; one path per kind of page."""
    context = browser.new_context(base_url=url, storage_state=session, java_script_enabled=False)
    page, queue, paths_by_kind = context.new_page(), ["/"], {}
    while queue:
        path = queue.pop(0)
        if EXCLUDED_PATHS.search(path) or kind_of(path) in paths_by_kind:
            continue
        paths_by_kind[kind_of(path)] = path
        page.goto(path)
        queue += [urlsplit(link).path for link in page.evaluate(LINKS_JS) if link.startswith(f"{url}/")]
    context.close()
    return list(paths_by_kind.values())


def kind_of(path: str) -> str:
    """The path with placeholders: `/members/anna/` and `/members/bruno/` are of one kind."""
    without_handle = re.sub(r"^/members/[^/]+", "/members/…", path)
    return re.sub(r"/[A-Za-z0-9]{16,}", "/…", without_handle)


def measure_uncached(
    browser: Browser, url: str, path: str, session: dict | None, cpu_throttling: float = 1
) -> PageMetrics:
    """Measure a page in a new browser context, with an empty cache."""
    context = browser.new_context(base_url=url, storage_state=session)
    try:
        return PageMonitor(context, cpu_throttling).measure(path)
    finally:
        context.close()
