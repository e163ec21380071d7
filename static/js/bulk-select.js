// The checkbox "Select all on this page" of a list, and its checked or indeterminate state.

const selectAll = () => document.querySelector(".bulk-select-all input");
const checkboxes = () => [...document.querySelectorAll('input[name="ids"][form="bulk-form"]')];

function updateSelectAll() {
  const box = selectAll();
  if (!box) return;
  const count = checkboxes().filter((checkbox) => checkbox.checked).length;
  box.checked = count > 0 && count === checkboxes().length;
  box.indeterminate = count > 0 && !box.checked;
  box.parentElement.hidden = false;
}

document.addEventListener("change", ({ target }) => {
  if (target === selectAll()) for (const checkbox of checkboxes()) checkbox.checked = target.checked;
  updateSelectAll();
});
document.addEventListener("htmx:afterSwap", updateSelectAll);
window.addEventListener("pageshow", updateSelectAll);
updateSelectAll();
