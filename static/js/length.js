// How long the words in a box are, as the server counts: an emoji is one, a line break is one, blanks at the ends are none.
const NEAR = 0.9;
const PAUSE = 800;
let pause;

const lengthOf = (words) => [...words.trim()].length;

function count(box) {
  const place = document.getElementById(`${box.id}_helptext`);
  const long = lengthOf(box.value);
  const over = long - Number(box.dataset.most);
  place.textContent = (over > 0 ? place.dataset.tooMany : place.dataset.some)
    .replace("{n}", long)
    .replace("{over}", over);
  place.classList.toggle("length-over", over > 0);
  return long >= NEAR * Number(box.dataset.most) ? place.textContent : "";
}

function countAloud(box) {
  const words = count(box);
  clearTimeout(pause);
  pause = setTimeout(() => (document.getElementById(`${box.id}_aloud`).textContent = words), PAUSE);
}

const countAll = () => document.querySelectorAll("textarea[data-most]").forEach(count);

countAll();
addEventListener("pageshow", countAll);
document.addEventListener("input", ({ target }) => target.matches("textarea[data-most]") && countAloud(target));
