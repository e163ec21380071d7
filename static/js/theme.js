// Switches between light and dark without reloading the page, so that nothing typed is lost. The server stores the choice.
const form = document.getElementById("theme-form");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const theme = body.get("theme");
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]").content = theme === "system" ? "light dark" : theme;
  for (const button of document.querySelectorAll(".theme-button")) button.setAttribute("aria-pressed", button.value === theme);
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
});
