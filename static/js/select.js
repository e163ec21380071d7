// One box ticks every card of the page, and shows whether all of them are ticked.
const all = document.querySelector(".several-all");

if (all) {
  const whole = all.querySelector("input");
  const boxes = () => [...document.querySelectorAll('input[name="ids"][form="several"]')];

  const look = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    whole.checked = ticked > 0 && ticked === boxes().length;
    whole.indeterminate = ticked > 0 && !whole.checked;
  };

  whole.addEventListener("change", () => {
    for (const box of boxes()) box.checked = whole.checked;
  });
  document.addEventListener("change", look);
  window.addEventListener("pageshow", look);
  all.hidden = false;
}
