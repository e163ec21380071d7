// Character counter of a textarea. Counts as the server does: an emoji is one, a line break is one, outer blanks are none.
const ANNOUNCE_FROM = 0.9;
const ANNOUNCE_DELAY_MS = 800;
let announceTimer;

const lengthOf = (text) => [...text.trim()].length;

/** Shows the count; returns the text to announce, empty while the limit is far. */
function updateCount(textarea) {
  const counter = document.getElementById(`${textarea.id}_helptext`);
  const length = lengthOf(textarea.value);
  const limit = Number(textarea.dataset.maxLength);
  const over = length - limit;
  counter.textContent = (over > 0 ? counter.dataset.overLimitText : counter.dataset.countText)
    .replace("{n}", length)
    .replace("{over}", over);
  counter.classList.toggle("char-count-over", over > 0);
  return length >= ANNOUNCE_FROM * limit ? counter.textContent : "";
}

/** Updates the live region for screen readers once typing pauses. */
function updateAndAnnounce(textarea) {
  const announcement = updateCount(textarea);
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    document.getElementById(`${textarea.id}_live`).textContent = announcement;
  }, ANNOUNCE_DELAY_MS);
}

const updateAll = () => document.querySelectorAll("textarea[data-max-length]").forEach(updateCount);

updateAll();
addEventListener("pageshow", updateAll);
document.addEventListener("input", ({ target }) => target.matches("textarea[data-max-length]") && updateAndAnnounce(target));
