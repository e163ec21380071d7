// Passkeys: a form with data-passkey asks the browser for one ("create" or "get") and posts what it answers.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

/** What the server asks for: written into the page, or fetched where the form leads. */
async function asked(form) {
  const written = JSON.parse(document.getElementById("passkey-options")?.textContent || '""');
  if (written) return written.creation_options ?? written.request_options;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

/** Whether the new passkey signs in alone is its member's choice, where the form offers it. */
function chosen(form, options) {
  const alone = form.elements.passwordless?.checked;
  if (alone === undefined) return options;
  const rank = alone ? "required" : "discouraged";
  const more = { residentKey: rank, requireResidentKey: alone, ...(alone && { userVerification: "required" }) };
  return { ...options, authenticatorSelection: { ...options.authenticatorSelection, ...more } };
}

function create(form, { publicKey }) {
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const challenge = bytes(publicKey.challenge);
  const excludeCredentials = known(publicKey.excludeCredentials);
  return navigator.credentials.create({
    publicKey: chosen(form, { ...publicKey, user, challenge, ...(excludeCredentials && { excludeCredentials }) }),
  });
}

function get({ publicKey }) {
  const challenge = bytes(publicKey.challenge);
  const allowCredentials = known(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...publicKey, challenge, ...(allowCredentials && { allowCredentials }) } });
}

/** The credential as the server reads it. */
function plain(credential) {
  const said = credential.response;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = Object.fromEntries(parts.filter((part) => said[part]).map((part) => [part, text(said[part])]));
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { ...response, ...(said.getTransports && { transports: said.getTransports() }) },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ask(form) {
  const options = await asked(form);
  const credential = await (form.dataset.passkey === "create" ? create(form, options) : get(options));
  form.elements.credential.value = JSON.stringify(plain(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trouble.hidden = true;
    ask(form).catch(() => { trouble.hidden = false; });
  });
}
