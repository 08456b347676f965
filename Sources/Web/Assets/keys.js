// Keyboard: / and ⌘K open the palette (palette.js), G then a letter goes somewhere, J and K walk a list,
// N and E follow what the page marks with data-key, Ctrl Enter sends a form, ? shows the keys.
const places = { h: "/", a: "/crm/accounts", q: "/crm/quotes", o: "/crm/orders", s: "/bridge", i: "/erp/invoices", c: "/erp/customers" };
let waitsForPlace = 0;

const isTyping = (element) => element.closest?.("input, textarea, select, [contenteditable]") !== null;

function walk(step) {
  const links = [...document.querySelectorAll("main a.open")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form[method=post]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[open]");
    if (open?.matches(".more, .me")) { open.open = false; open.querySelector("summary").focus(); }
    document.querySelector(".rail.open")?.classList.remove("open");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  if (Date.now() < waitsForPlace) {
    waitsForPlace = 0;
    if (places[key]) { event.preventDefault(); location.href = places[key]; return; }
  }
  if (key === "g") waitsForPlace = Date.now() + 1200;
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (event.key === "?") { event.preventDefault(); showKeys(); }
  else {
    const target = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
    if (target) { event.preventDefault(); target.click(); }
  }
});

async function showKeys() {
  const answer = await fetch("/keys");
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.querySelector("main dl");
  if (!list) return;
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keyboard shortcuts");
  const pad = document.createElement("div");
  pad.className = "pad";
  const heading = document.createElement("h2");
  heading.textContent = "Keyboard shortcuts";
  const close = document.createElement("button");
  close.className = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  pad.append(heading, list, close);
  dialog.append(pad);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
document.querySelector("[data-keys]")?.addEventListener("click", (event) => { event.preventDefault(); showKeys(); });

// One menu at a time; a click elsewhere closes it.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.more[open], details.me[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
