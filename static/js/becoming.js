// One page becomes another by changing only what differs. An htmx swap style: hx-swap="becoming".

/** What makes two nodes the same thing before and after: its id or what it posts to, else its kind. */
function identity(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const own = node.id || (node.localName === "li" && node.querySelector("article[id]")?.id);
  return [node.localName, own || node.classList[0], node.getAttribute("hx-post")].join(" ");
}

/** The sibling, from `old` on, that stays as `fresh`; text is matched in its place alone. */
function twin(old, fresh) {
  const alike = [];
  for (let node = old; node; node = fresh.nodeType === Node.ELEMENT_NODE && node.nextSibling) {
    if (identity(node) === identity(fresh)) alike.push(node);
  }
  return alike.find((node) => node.isEqualNode(fresh)) ?? alike[0];
}

/** What the reader has unfolded stays unfolded. */
function takeAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** Returns the elements that are new. */
function takeChildren(old, fresh) {
  const added = [];
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = twin(next, child);
    if (!same) {
      old.insertBefore(child, next);
      if (child.nodeType === Node.ELEMENT_NODE) added.push(child);
      continue;
    }
    for (; next !== same; next = drop(next));
    added.push(...become(same, child));
    next = same.nextSibling;
  }
  while (next) next = drop(next);
  return added;
}

function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function become(old, fresh) {
  if (old.isEqualNode(fresh)) return [];
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return [];
  }
  takeAttributes(old, fresh);
  return takeChildren(old, fresh);
}

htmx.defineExtension("becoming", {
  handleSwap(style, target, fragment, { elts }) {
    if (style !== "becoming") return false;
    elts.push(target);
    return takeChildren(target, fragment);
  },
});
