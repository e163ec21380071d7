// The split screen of the demo. This page alone asks whether background work is done; then all frames reload, always all:
// what reloads tells nothing about what happened.

const INTERVAL = 400; // milliseconds
const MAX_QUESTIONS = 75; // where work never ends, all frames reload as well
const LOAD_TIME = 3000; // milliseconds after which a page that was left has been replaced, or nothing came but a file

const screen = document.getElementById("split-screen");
const clockForm = document.querySelector(".demo-clock");
const frames = [...document.querySelectorAll(".split-screen-pane")];

/** Frame → what is being done in it: a form of the browser's, "form", or a request of htmx that was carried out, "htmx". */
const actions = new Map();
/** Frames that show the answer to a form, without a redirect: to reload one would send its form again. */
const unrepeatable = new Set();
/** Frames whose messages are kept over the next reload. */
const keepingMessages = new Set();
/** Frame → when its page was left for another. */
const leftAt = new Map();
let isAsking = false, isWanted = false;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function fetchPage(url, options) {
  const response = await fetch(url, options);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Takes over these parts of this page, and which card to mark. */
function update(page, ...ids) {
  for (const id of ids) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  screen.dataset.card = page.getElementById("split-screen").dataset.card;
}

async function isIdle() {
  const response = await fetch(screen.dataset.idleUrl);
  return (await response.json()).idle;
}

/** Asks until background work is done, then reloads all frames. */
async function refreshWhenIdle() {
  isWanted = true;
  if (isAsking) return;
  isAsking = true;
  try {
    while (isWanted) {
      isWanted = false;
      for (let n = 0; n < MAX_QUESTIONS && !(await isIdle()); n++) await pause(INTERVAL);
      update(await fetchPage(screen.dataset.url), "emails-left", "emails-right", "demo-date");
      frames.forEach(reload);
      keepingMessages.clear();
    }
  } finally {
    isAsking = false;
  }
}

/** Reloads the page of a frame: scroll position, focus and texts stay, after an action in this frame its messages too. */
function reload(frame) {
  const { contentDocument: page, contentWindow: view } = frame;
  const isLeaving = performance.now() - (leftAt.get(frame) ?? -LOAD_TIME) < LOAD_TIME;
  if (!page || isLeaving || unrepeatable.has(frame)) return;
  const { scrollX, scrollY, location: { hash } } = view;
  const focused = document.activeElement === frame ? page.activeElement : null;
  const restoreTexts = takeTexts(page);
  const restoreMessages = keepingMessages.has(frame) ? takeMessages(page) : () => {};
  frame.addEventListener("load", () => {
    const newPage = frame.contentDocument;
    restoreTexts(newPage);
    restoreMessages(newPage);
    const again = newPage.contains(focused) ? focused : newPage.getElementById(focused?.id);
    again?.focus({ preventScroll: true });
    if (view.location.hash === hash) view.scrollTo(scrollX, scrollY);
  }, { once: true });
  view.location.reload();
}

const textareasOf = (page) =>
  new Map([...page.querySelectorAll("textarea")].map((area) => [`${area.form?.action} ${area.name}`, area]));

/** Returns a function that writes what was typed on a page into the same fields of another. */
function takeTexts(page) {
  const typed = [...textareasOf(page)].filter(([, area]) => area.value !== area.defaultValue);
  return (newPage) => {
    const areas = textareasOf(newPage);
    for (const [key, { value }] of typed) {
      if (!areas.has(key)) continue;
      areas.get(key).value = value;
      areas.get(key).dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
}

/** Returns a function that puts the messages of a page into the same places of another. */
function takeMessages(page) {
  const items = [...page.querySelectorAll(".cards > li:has(> .notice)")];
  const places = items.map((item) => [item, [...item.parentElement.children].indexOf(item)]);
  const others = [...page.querySelectorAll("#messages > .notice")];
  return (newPage) => {
    const list = newPage.querySelector(".cards"), region = newPage.getElementById("messages");
    for (const [item, index] of places) {
      if (list) list.insertBefore(item, list.children[index] ?? null);
      else region?.append(...item.children);
    }
    region?.append(...others);
    for (const notice of newPage.querySelectorAll(".notice")) newPage.defaultView.htmx?.process(notice);
  };
}

/** Marks the invitation of the two and scrolls to it. The first page of a frame does so by its URL, without a script. */
function markCard({ contentDocument, contentWindow: { location } }) {
  const { card } = screen.dataset;
  const isFree = !location.hash || location.hash.startsWith("#card-");
  if (card && isFree && location.hash !== `#${card}` && contentDocument.getElementById(card)) {
    location.replace(new URL(`#${card}`, location)); // a relative one would be read from the URL of this page
  }
}

/** Something was done in a frame, and its page is there. */
function finishAction(frame) {
  actions.delete(frame);
  keepingMessages.add(frame);
  refreshWhenIdle();
}

/** Whether htmx got the answer of a POST that was carried out: those redirect, a form with errors does not. */
function isDone({ xhr, requestConfig: { verb, path } }, location) {
  return verb === "post" && new URL(xhr.responseURL).pathname !== new URL(path, location).pathname;
}

/** Watches what is done on the page that a frame has loaded. */
function watch(frame) {
  const { contentDocument: page, contentWindow: view } = frame;
  leftAt.delete(frame);
  unrepeatable.delete(frame);
  if (!page) return;
  const wasRedirected = view.performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  if (actions.get(frame) === "form" && !wasRedirected) {
    actions.delete(frame);
    unrepeatable.add(frame);
  }
  markCard(frame);
  if (actions.has(frame)) finishAction(frame);
  view.addEventListener("beforeunload", () => leftAt.set(frame, performance.now()));
  page.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
    if (!defaultPrevented && (submitter?.formMethod || target.method) === "post") actions.set(frame, "form");
  });
  page.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isDone(detail, view.location)) actions.set(frame, "htmx");
  });
  page.addEventListener("htmx:afterSwap", () => {
    if (actions.has(frame)) finishAction(frame);
  });
}

for (const frame of frames.filter(({ name }) => name !== "narrator")) {
  frame.addEventListener("load", () => watch(frame));
  const isLoaded = frame.contentDocument?.readyState === "complete" && frame.contentWindow.location.href !== "about:blank";
  if (isLoaded) watch(frame);
}

clockForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(clockForm, event.submitter);
  clockForm.ariaBusy = "true";
  try {
    update(await fetchPage(clockForm.action, { method: "POST", body }), "clock-status", "demo-date");
    await refreshWhenIdle();
  } finally {
    clockForm.ariaBusy = null;
  }
});

// A frame that scrolls to what it marks scrolls this page too, past the task of the story: not while the frames load.
const untilRead = new AbortController();
for (const type of ["keydown", "pointerdown", "wheel"]) addEventListener(type, () => untilRead.abort(), { once: true });
addEventListener("load", () => setTimeout(() => untilRead.abort(), LOAD_TIME));
addEventListener("scroll", () => scrollTo(0, 0), { signal: untilRead.signal });

// On a narrow screen one frame shows at a time: that of the link that was followed.
document.addEventListener("click", ({ target }) => {
  const tab = document.getElementById(`show-${target.closest("a[target]")?.target}`);
  if (tab) tab.checked = true;
});
