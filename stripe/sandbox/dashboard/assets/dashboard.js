// The page follows what happens: the server says by an event that something has, and the page's content
// is fetched anew, unless somebody is typing or has marked text in it.
"use strict";
const main = document.getElementById("main");
if (main.dataset.seen) {
  let last = main.dataset.seen;
  new EventSource("/live").addEventListener("message", async (event) => {
    if (last === event.data || document.hidden || main.querySelector("input:focus, select:focus, button:focus")
        || main.querySelector("details[open]") || !window.getSelection().isCollapsed) return;
    last = event.data;
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
