// Light and dark without loading the page anew, so that nothing typed is lost. The server keeps the choice.
const form = document.getElementById("theme");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const choice = new FormData(form, event.submitter);
  const theme = choice.get("theme");
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]").content = theme === "system" ? "light dark" : theme;
  for (const button of document.querySelectorAll(".theme")) button.setAttribute("aria-pressed", button.value === theme);
  await fetch(form.action, { method: "POST", body: choice, redirect: "manual" });
});
