// The page follows what happens: the server says by an event that something has, and the page's content
// is fetched anew, unless somebody is typing or has marked text in it.
"use strict";
const main = document.getElementById("main");
if (main.dataset.live === "yes") {
  let last = null;
  new EventSource("/live").addEventListener("message", async (event) => {
    const changed = last !== null && last !== event.data;
    last = event.data;
    if (!changed || document.hidden || main.querySelector("input:focus, select:focus, button:focus")
        || !window.getSelection().isCollapsed) return;
    const page = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("main");
    if (fresh) main.innerHTML = fresh.innerHTML;
  });
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = "Copied";
});
