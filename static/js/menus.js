// Closes a menu that is open: by Escape, which gives the focus back to its button, and when focus or pointer go elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");

function closeOthers({ target }) {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
}

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of openMenus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});
document.addEventListener("focusin", closeOthers);
document.addEventListener("pointerdown", closeOthers);
