// One box ticks every card of the page, and shows whether all of them are ticked.

const whole = () => document.querySelector(".several-all input");
const boxes = () => [...document.querySelectorAll('input[name="ids"][form="several"]')];

function look() {
  const all = whole();
  if (!all) return;
  const ticked = boxes().filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
  all.parentElement.hidden = false;
}

document.addEventListener("change", ({ target }) => {
  if (target === whole()) for (const box of boxes()) box.checked = target.checked;
  look();
});
document.addEventListener("htmx:afterSwap", look);
window.addEventListener("pageshow", look);
look();
