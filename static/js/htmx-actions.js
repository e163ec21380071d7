// Buttons and forms that htmx sends: busy state, messages and focus after the response, errors without one.

const { inboxUrl, offlineMessage, noResponseMessage } = document.body.dataset;
const messagesRegion = () => document.getElementById("messages");
const onHtmx = (name, handler) => document.addEventListener(`htmx:${name}`, (event) => handler(event.detail, event));

const pendingTriggers = new Map();
let startedOffline, errorNotice, wasRedirected, cardPosition;

/** The element that sent the request: of a form, its submit button. */
const triggerOf = ({ elt, triggeringEvent }) => triggeringEvent?.submitter ?? elt;

function setBusy(config, busy) {
  const button = triggerOf(config);
  button.ariaDisabled = busy;
  const container = button.closest("form, li, article, section, main");
  if (container) container.ariaBusy = busy;
}

/** Announces a text to screen readers only; it is not visible. */
function announce(text) {
  const announcement = document.createElement("p");
  announcement.className = "visually-hidden";
  announcement.textContent = text;
  messagesRegion().querySelector(":scope > p")?.remove();
  messagesRegion().append(announcement);
}

/** Shows an error beside the button, which can be pressed again; what was typed is kept. */
function showError(config, text) {
  errorNotice = document.createElement("div");
  errorNotice.className = "notice notice-error";
  errorNotice.append(document.createElement("p"));
  errorNotice.firstChild.textContent = text;
  const button = triggerOf(config);
  (button.closest(".actions, .notice") ?? button).after(errorNotice);
  announce(text);
}

/** The text of an error page of this site, on one line. */
function errorTextOf(page) {
  const title = page.querySelector(".error-page h1")?.textContent;
  const lines = [...page.querySelectorAll(".error-page > p:not(.kicker, .actions)")].map((line) => line.textContent);
  return title ? [`${title}.`, ...lines].join(" ") : noResponseMessage;
}

/** Opens another page. On the sign-in page, after the session has ended, `next` leads back to this page. */
function navigateTo(url, { elt }) {
  if (url.searchParams.has("next")) {
    url.searchParams.set("next", location.pathname + location.search);
    if (elt.matches("form")) saveDraft(elt);
  }
  location.assign(url);
}

const textareasOf = (form) => [...form.querySelectorAll("textarea")];

const saveDraft = (form) =>
  sessionStorage.setItem("draft", JSON.stringify([form.action, textareasOf(form).map(({ value }) => value)]));

function restoreDraft() {
  const [action, values] = JSON.parse(sessionStorage.getItem("draft") ?? "[]");
  const form = [...document.forms].find((candidate) => candidate.action === action);
  if (!form) return;
  for (const [n, textarea] of textareasOf(form).entries()) {
    textarea.value = values[n] ?? "";
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
  sessionStorage.removeItem("draft");
}

/** The position of a card in its list: its list and the items before it, the nearest first. */
function positionOf(elt) {
  const item = elt.closest(".cards > li");
  const before = [];
  for (let other = item?.previousElementSibling; other; other = other.previousElementSibling) before.push(other);
  return item && { list: item.parentElement, before };
}

/** Moves the notices to where the card was. */
function insertNotices(notices) {
  const item = document.createElement("li");
  item.append(...notices);
  const neighbour = cardPosition.before.find((other) => other.isConnected);
  if (neighbour) neighbour.after(item);
  else cardPosition.list.prepend(item);
  announce(notices.map((notice) => notice.querySelector("p").textContent).join(" "));
}

function focusNotice(notice) {
  notice.tabIndex = -1;
  (notice.querySelector("button") ?? notice).focus();
}

// A submit button with a `formaction` leads to a page of its own: the browser opens it, not htmx.
addEventListener("submit", (event) => {
  if (event.target.hasAttribute("hx-post") && event.submitter?.hasAttribute("formaction")) event.stopPropagation();
}, true);

// A double click sends one request; requests of other buttons are queued.
onHtmx("confirm", ({ elt, triggeringEvent }, event) => {
  if (pendingTriggers.has(elt) && pendingTriggers.get(elt) !== triggeringEvent) event.preventDefault();
  else pendingTriggers.set(elt, triggeringEvent);
});

onHtmx("beforeSend", ({ requestConfig }) => {
  errorNotice?.remove();
  startedOffline = !navigator.onLine;
  setBusy(requestConfig, "true");
});

onHtmx("afterRequest", ({ requestConfig }) => {
  pendingTriggers.delete(requestConfig.elt);
  setBusy(requestConfig, null);
});

onHtmx("sendError", ({ requestConfig }) => {
  showError(requestConfig, startedOffline && !navigator.onLine ? offlineMessage : noResponseMessage);
});
onHtmx("timeout", ({ requestConfig }) => showError(requestConfig, noResponseMessage));

onHtmx("beforeSwap", (detail) => {
  const { xhr, requestConfig } = detail;
  const responseUrl = new URL(xhr.responseURL);
  const page = new DOMParser().parseFromString(xhr.response, "text/html");
  wasRedirected = responseUrl.pathname !== new URL(requestConfig.path, location).pathname;
  detail.shouldSwap = detail.isError = false;
  if (wasRedirected && responseUrl.pathname !== location.pathname) navigateTo(responseUrl, requestConfig);
  else if (wasRedirected && xhr.status === 404) location.assign(inboxUrl);
  else if (!page.getElementById("messages")) showError(requestConfig, errorTextOf(page));
  else {
    detail.shouldSwap = true;
    cardPosition = positionOf(requestConfig.elt);
    if (wasRedirected && requestConfig.elt.matches("form")) requestConfig.elt.reset();
  }
});

onHtmx("afterSwap", () => {
  const notices = [...messagesRegion().querySelectorAll(".notice")];
  if (!wasRedirected) document.querySelector("main [aria-invalid='true']")?.focus();
  else if (notices.length) {
    if (cardPosition?.list.isConnected) insertNotices(notices);
    focusNotice(notices.at(-1));
  }
});

restoreDraft();
