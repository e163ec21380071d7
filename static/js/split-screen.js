// The split screen of the demo: after a move of the clock all frames reload and keep the page that they show.
const clockForm = document.querySelector(".demo-clock");

clockForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(clockForm, event.submitter);
  clockForm.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(clockForm.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    clockForm.querySelector(".demo-date").textContent = page.querySelector(".demo-date").textContent;
    for (const frame of document.querySelectorAll(".split-screen-pane")) frame.contentWindow.location.reload();
  } finally {
    clockForm.removeAttribute("aria-busy");
  }
});

// The narrator reloads whenever a page of one of the two members changes.
const narrator = document.querySelector(".demo-narrator");
const reloadNarrator = () => narrator.contentWindow.location.reload();
for (const frame of document.querySelectorAll(".split-screen-pane:not(.demo-narrator)")) {
  frame.addEventListener("load", () => {
    reloadNarrator();
    frame.contentDocument.addEventListener("htmx:afterSwap", reloadNarrator);
  });
}
