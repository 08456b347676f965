// What changes elsewhere appears here: parts marked with data-live are read again when one of their objects changed.
// A part in which somebody is writing is left alone until he is done.
const parts = () => [...document.querySelectorAll("[data-live][id]")];
const waiting = new Set();
let timer;
let isAsking = false;
// Up to where this page has been told: as it was read, then as the line says.
let place = document.body.dataset.liveRoot;

if (place && parts().length) listen();

function listen() {
  let stream;
  const start = () => {
    if (stream && stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource("/live?since=" + encodeURIComponent(place));
    stream.addEventListener("change", (event) => {
      place = event.lastEventId || place;
      hear(event.data.split(" "));
    });
    // Browsers try again by themselves where nobody answers, but not where a busy server says no.
    stream.addEventListener("error", (event) => {
      if (event.target.readyState === EventSource.CLOSED) setTimeout(() => { if (!document.hidden) start(); }, 30000);
    });
  };
  const stop = () => { stream?.close(); stream = undefined; };
  start();
  // A page that nobody looks at holds no line; when it is looked at it is told what it missed.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) setTimeout(() => { if (document.hidden) stop(); }, 60000);
    else start();
  });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) start(); });
}

function hear(names) {
  const systems = new Set(names.map((name) => name.split(".")[0]));
  for (const part of parts()) {
    const wanted = part.dataset.live.split(" ");
    const isMeant = (name) => names.includes(name) || name.startsWith("bridge") && systems.has("bridge");
    if (systems.has("everything") || wanted.some(isMeant)) waiting.add(part.id);
  }
  refreshIn(250);
}

function refreshIn(milliseconds) {
  if (waiting.size && !timer && !isAsking) timer = setTimeout(refresh, milliseconds);
}

// One at a time: an older answer never comes after a newer.
async function refresh() {
  timer = undefined;
  isAsking = true;
  // What is heard from here on may not be in the answer yet: it waits for the next.
  const asked = [...waiting];
  waiting.clear();
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  const text = await answer?.text().catch(() => null);
  isAsking = false;
  const isLater = typeof text !== "string" || answer.status === 429 || answer.status >= 500;
  if (isLater) asked.forEach((id) => waiting.add(id));
  else if (answer.ok && !answer.redirected) show(new DOMParser().parseFromString(text, "text/html"), asked);
  refreshIn(isLater ? 4000 : 250);
}

function show(page, asked) {
  const everywhere = ["#health", "main > .facts", "main > .head", "main > .advice"];
  const wanted = [...everywhere, ...asked.map((id) => "#" + CSS.escape(id))];
  for (const selector of wanted) {
    const old = document.querySelector(selector);
    const fresh = page.querySelector(selector);
    if (!old || !fresh) continue;
    if (selector === "main > .head" && old.querySelector("details[open]")) continue;
    if (old.classList.contains("each")) renewEach(old, fresh);
    else renew(old, fresh);
  }
}

// Cards one for each record: new ones appear in their place, gone ones go.
function renewEach(old, fresh) {
  const wanted = new Set([...fresh.children].map((card) => card.id));
  for (const card of [...old.children]) if (!wanted.has(card.id) && !isBusy(card)) card.remove();
  let before = null;
  for (const card of [...fresh.children]) {
    const here = [...old.children].find((one) => one.id === card.id);
    if (here) before = renew(here, card);
    else { before ? before.after(arrive(card)) : old.prepend(arrive(card)); before = card; }
  }
}

function renew(old, fresh) {
  if (plain(old).isEqualNode(plain(fresh))) return old;
  if (isBusy(old)) {
    if (old.id && !old.querySelector(":scope > .stale")) {
      const note = document.createElement("p");
      note.className = "stale notice";
      note.setAttribute("role", "status");
      note.textContent = "This has changed meanwhile; save or reload to see it as it is now.";
      old.prepend(note);
    }
    return old;
  }
  keepOpen(old, fresh);
  old.replaceWith(arrive(fresh));
  return fresh;
}

function arrive(fresh) {
  document.adoptNode(fresh);
  fresh.classList.add("arrived");
  queueMicrotask(() => document.dispatchEvent(new CustomEvent("arrived", { detail: fresh })));
  return fresh;
}

const isBusy = (part) => part.querySelector("[data-dirty]") !== null
  || part.contains(document.activeElement) && part.querySelector("form") !== null;

// As the server sent it: without the key of a form, which differs each time, and without what was done to it here.
function plain(part) {
  const copy = part.cloneNode(true);
  copy.classList.remove("arrived");
  if (!copy.className) copy.removeAttribute("class");
  for (const key of copy.querySelectorAll("input[name=idempotencyKey]")) key.removeAttribute("value");
  for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
  for (const box of copy.querySelectorAll("[data-offers]")) box.removeAttribute("data-offers");
  return copy;
}

// What the reader had opened stays open.
function keepOpen(old, fresh) {
  const before = [...old.querySelectorAll("details")];
  [...fresh.querySelectorAll("details")].forEach((details, index) => { if (before[index]?.open) details.open = true; });
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[method=post]");
  if (form) form.setAttribute("data-dirty", "");
});
