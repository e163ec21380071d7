// Passkeys: a form with data-passkey="create" or "get" asks the browser for a credential and posts it.

const base64urlToBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

const bytesToBase64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

const decodeDescriptors = (keys) => keys?.map((key) => ({ ...key, id: base64urlToBytes(key.id) }));

/** The WebAuthn options: embedded in the page, or fetched from the form's action. */
async function loadOptions(form) {
  const embedded = JSON.parse(document.getElementById("passkey-options")?.textContent || '""');
  if (embedded) return embedded.creation_options ?? embedded.request_options;
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await response.json()).request_options;
}

/** Where the form has the checkbox `passwordless`, it decides whether the passkey is a resident key. */
function withResidentKey(form, options) {
  const passwordless = form.elements.passwordless?.checked;
  if (passwordless === undefined) return options;
  const selection = {
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    ...(passwordless && { userVerification: "required" }),
  };
  return { ...options, authenticatorSelection: { ...options.authenticatorSelection, ...selection } };
}

function createCredential(form, { publicKey }) {
  const user = { ...publicKey.user, id: base64urlToBytes(publicKey.user.id) };
  const challenge = base64urlToBytes(publicKey.challenge);
  const excludeCredentials = decodeDescriptors(publicKey.excludeCredentials);
  const options = { ...publicKey, user, challenge, ...(excludeCredentials && { excludeCredentials }) };
  return navigator.credentials.create({ publicKey: withResidentKey(form, options) });
}

function getCredential({ publicKey }) {
  const challenge = base64urlToBytes(publicKey.challenge);
  const allowCredentials = decodeDescriptors(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...publicKey, challenge, ...(allowCredentials && { allowCredentials }) } });
}

/** The credential as JSON-compatible data, as the server reads it. */
function serializeCredential(credential) {
  const { response } = credential;
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const encoded = Object.fromEntries(
    names.filter((name) => response[name]).map((name) => [name, bytesToBase64url(response[name])]),
  );
  return {
    id: credential.id,
    rawId: bytesToBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { ...encoded, ...(response.getTransports && { transports: response.getTransports() }) },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function submitCredential(form) {
  const options = await loadOptions(form);
  const credential = await (form.dataset.passkey === "create" ? createCredential(form, options) : getCredential(options));
  form.elements.credential.value = JSON.stringify(serializeCredential(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const error = form.querySelector("[data-passkey-error]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    error.hidden = true;
    submitCredential(form).catch(() => { error.hidden = false; });
  });
}
