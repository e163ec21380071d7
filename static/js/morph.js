// The htmx swap style hx-swap="morph": updates the page in place and changes only the nodes that differ.

/** The key under which a node is matched: its id or the URL it posts to, else its tag and first class. */
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const id = node.id || (node.localName === "li" && node.querySelector("article[id]")?.id);
  return [node.localName, id || node.classList[0], node.getAttribute("hx-post")].join(" ");
}

/** The sibling of `oldNode`, itself included, that matches `newNode`; a text node matches in its own place only. */
function findMatch(oldNode, newNode) {
  const candidates = [];
  for (let node = oldNode; node; node = newNode.nodeType === Node.ELEMENT_NODE && node.nextSibling) {
    if (keyOf(node) === keyOf(newNode)) candidates.push(node);
  }
  return candidates.find((node) => node.isEqualNode(newNode)) ?? candidates[0];
}

/** Copies the attributes; `open` of a <details> is kept as the reader has set it. */
function morphAttributes(oldNode, newNode) {
  for (const { name } of [...oldNode.attributes]) {
    if (!newNode.hasAttribute(name) && name !== "open") oldNode.removeAttribute(name);
  }
  for (const { name, value } of newNode.attributes) {
    if (oldNode.getAttribute(name) !== value) oldNode.setAttribute(name, value);
  }
}

/** Returns the elements that were added. */
function morphChildren(oldParent, newParent) {
  const added = [];
  let next = oldParent.firstChild;
  for (const child of [...newParent.childNodes]) {
    const match = findMatch(next, child);
    if (!match) {
      oldParent.insertBefore(child, next);
      if (child.nodeType === Node.ELEMENT_NODE) added.push(child);
      continue;
    }
    for (; next !== match; next = removeNode(next));
    added.push(...morphNode(match, child));
    next = match.nextSibling;
  }
  while (next) next = removeNode(next);
  return added;
}

/** Returns the next sibling of the removed node. */
function removeNode(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function morphNode(oldNode, newNode) {
  if (oldNode.isEqualNode(newNode)) return [];
  if (oldNode.nodeType !== Node.ELEMENT_NODE) {
    oldNode.data = newNode.data;
    return [];
  }
  morphAttributes(oldNode, newNode);
  return morphChildren(oldNode, newNode);
}

htmx.defineExtension("morph", {
  handleSwap(style, target, fragment, { elts }) {
    if (style !== "morph") return false;
    elts.push(target);
    return morphChildren(target, fragment);
  },
});
