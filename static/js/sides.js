// The clock of the split screen moves both sides where they stand, instead of sending them back to the start.
const clock = document.querySelector(".demo-clock");

clock.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = new FormData(clock, event.submitter);
  clock.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(clock.action, { method: "POST", body: words });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    clock.querySelector(".demo-date").textContent = page.querySelector(".demo-date").textContent;
    for (const side of document.querySelectorAll(".demo-side")) side.contentWindow.location.reload();
  } finally {
    clock.removeAttribute("aria-busy");
  }
});

// The narrator looks again whenever something has happened on a side.
const narrator = document.querySelector(".demo-narrator");
const lookAgain = () => narrator.contentWindow.location.reload();
for (const side of document.querySelectorAll(".demo-side:not(.demo-narrator)")) {
  side.addEventListener("load", () => {
    lookAgain();
    side.contentDocument.addEventListener("htmx:afterSwap", lookAgain);
  });
}
