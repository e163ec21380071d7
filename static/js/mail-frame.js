// The frame of an e-mail is as tall as the e-mail. It may not run scripts, so this page measures it.
const frame = document.querySelector("iframe.mail-frame");

function fit() {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const borders = frame.offsetHeight - frame.clientHeight;
  const resize = () => { frame.style.blockSize = `${Math.ceil(root.getBoundingClientRect().height) + borders}px`; };
  new ResizeObserver(resize).observe(root);
  resize();
}

frame.addEventListener("load", fit);
if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") fit();
