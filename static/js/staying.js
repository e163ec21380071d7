// What a press says while it works, when it is done, and when no answer comes. htmx sends it, becoming.js shows it.

const { elsewhere, unsent, unanswered } = document.body.dataset;
const region = () => document.getElementById("messages");
const hear = (name, heard) => document.addEventListener(`htmx:${name}`, (event) => heard(event.detail, event));

const pressed = new Map();
let offline, trouble, led, place;

/** What was pressed: of a form, the button that sent it. */
const pressedOf = ({ elt, triggeringEvent }) => triggeringEvent?.submitter ?? elt;

function mark(config, busy) {
  const button = pressedOf(config);
  button.ariaDisabled = busy;
  const around = button.closest("form, li, article, section, main");
  if (around) around.ariaBusy = busy;
}

/** Says it without showing it: what is seen stands where the press was. */
function speak(words) {
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.textContent = words;
  region().querySelector(":scope > p")?.remove();
  region().append(spoken);
}

/** Beside the button, which can be pressed again; whatever was typed stays. */
function complain(config, words) {
  trouble = document.createElement("div");
  trouble.className = "notice notice-error";
  trouble.append(document.createElement("p"));
  trouble.firstChild.textContent = words;
  const button = pressedOf(config);
  (button.closest(".actions, .notice") ?? button).after(trouble);
  speak(words);
}

/** What one of our pages of errors says, in one breath. */
function wordsOf(page) {
  const title = page.querySelector(".trouble h1")?.textContent;
  const said = [...page.querySelectorAll(".trouble > p:not(.kicker, .actions)")].map((line) => line.textContent);
  return title ? [`${title}.`, ...said].join(" ") : unanswered;
}

/** Somewhere else, as after the session's end; from there the way leads back to this page, and to what was typed. */
function leave(url, { elt }) {
  if (url.searchParams.has("next")) {
    url.searchParams.set("next", location.pathname + location.search);
    if (elt.matches("form")) sessionStorage.setItem("typed", JSON.stringify([elt.action, wordsIn(elt).map(({ value }) => value)]));
  }
  location.assign(url);
}

const wordsIn = (form) => [...form.querySelectorAll("textarea")];

function typeAgain() {
  const [action, typed] = JSON.parse(sessionStorage.getItem("typed") ?? "[]");
  const form = [...document.forms].find((one) => one.action === action);
  if (!form) return;
  for (const [n, field] of wordsIn(form).entries()) {
    field.value = typed[n] ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  sessionStorage.removeItem("typed");
}

/** Where in its list a card lies: after the first of these that will still be there. */
function placeOf(elt) {
  const item = elt.closest(".cards > li");
  const before = [];
  for (let other = item?.previousElementSibling; other; other = other.previousElementSibling) before.push(other);
  return item && { list: item.parentElement, before };
}

function putInPlace(notices) {
  const item = document.createElement("li");
  item.append(...notices);
  const neighbour = place.before.find((other) => other.isConnected);
  if (neighbour) neighbour.after(item);
  else place.list.prepend(item);
  speak(notices.map((notice) => notice.querySelector("p").textContent).join(" "));
}

function focusOn(notice) {
  notice.tabIndex = -1;
  (notice.querySelector("button") ?? notice).focus();
}

// A button of a form that has an address of its own leads to a page of its own: that is the browser's to open.
addEventListener("submit", (event) => {
  if (event.target.hasAttribute("hx-post") && event.submitter?.hasAttribute("formaction")) event.stopPropagation();
}, true);

// One press is one request, however often it is repeated; presses of other buttons wait for their turn.
hear("confirm", ({ elt, triggeringEvent }, event) => {
  if (pressed.has(elt) && pressed.get(elt) !== triggeringEvent) event.preventDefault();
  else pressed.set(elt, triggeringEvent);
});

hear("beforeSend", ({ requestConfig }) => {
  trouble?.remove();
  offline = !navigator.onLine;
  mark(requestConfig, "true");
});

hear("afterRequest", ({ requestConfig }) => {
  pressed.delete(requestConfig.elt);
  mark(requestConfig, null);
});

hear("sendError", ({ requestConfig }) => complain(requestConfig, offline && !navigator.onLine ? unsent : unanswered));
hear("timeout", ({ requestConfig }) => complain(requestConfig, unanswered));

hear("beforeSwap", (detail) => {
  const { xhr, requestConfig } = detail;
  const landed = new URL(xhr.responseURL);
  const page = new DOMParser().parseFromString(xhr.response, "text/html");
  led = landed.pathname !== new URL(requestConfig.path, location).pathname;
  detail.shouldSwap = detail.isError = false;
  if (led && landed.pathname !== location.pathname) leave(landed, requestConfig);
  else if (led && xhr.status === 404) location.assign(elsewhere);
  else if (!page.getElementById("messages")) complain(requestConfig, wordsOf(page));
  else {
    detail.shouldSwap = true;
    place = placeOf(requestConfig.elt);
    if (led && requestConfig.elt.matches("form")) requestConfig.elt.reset();
  }
});

hear("afterSwap", () => {
  const notices = [...region().querySelectorAll(".notice")];
  if (!led) document.querySelector("main [aria-invalid='true']")?.focus();
  else if (notices.length) {
    if (place?.list.isConnected) putInPlace(notices);
    focusOn(notices.at(-1));
  }
});

typeAgain();
