// The palette: one entry for going anywhere, doing anything and finding any record. Without it the same entry
// leads to the search page.
const entry = document.querySelector("input[data-palette]");
let dialog, input, list, found = [], foundFor = null, selected = 0, asked = 0, timer;

function make() {
  dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Search or do anything");
  input = document.createElement("input");
  input.type = "text";
  input.placeholder = "A name, a number, or what you want to do";
  input.autocomplete = "off";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", "palette-list");
  input.setAttribute("aria-label", "Search or do anything");
  list = document.createElement("ul");
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Found");
  dialog.append(input, list);
  document.body.append(dialog);
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => entry?.blur());
}

function open(text = "") {
  if (!dialog) make();
  if (!dialog.open) dialog.showModal();
  input.value = text;
  input.focus();
  ask();
}

async function ask() {
  const number = ++asked, text = input.value.trim();
  const answer = await fetch("/palette.json?q=" + encodeURIComponent(text)).catch(() => null);
  if (number !== asked) return;
  foundFor = text;
  found = answer?.ok ? await answer.json() : [];
  selected = 0;
  draw();
}

function draw() {
  list.replaceChildren();
  let group = "";
  found.forEach((one, index) => {
    if (one.group !== group) {
      group = one.group;
      const heading = document.createElement("li");
      heading.className = "group";
      heading.setAttribute("role", "presentation");
      heading.textContent = group;
      list.append(heading);
    }
    const item = document.createElement("li");
    item.id = "palette-" + index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === selected));
    const title = document.createElement("span");
    if (one.source) {
      const mark = document.createElement("i");
      mark.className = "src " + one.source;
      title.append(mark, " ");
    }
    title.append(one.title);
    const hint = document.createElement("span");
    hint.className = "muted";
    hint.textContent = one.hint;
    item.append(title, hint);
    item.addEventListener("click", () => go(index));
    list.append(item);
  });
  if (!found.length) {
    const none = document.createElement("li");
    none.className = "empty";
    none.textContent = input.value ? "Nothing is called so" : "…";
    list.append(none);
  }
  mark();
}

function mark() {
  list.querySelectorAll("[role=option]").forEach((item, index) => item.setAttribute("aria-selected", String(index === selected)));
  const present = document.getElementById("palette-" + selected);
  present?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", present?.id ?? "");
}

function go(index) {
  if (found[index]) location.href = found[index].path;
  else if (input.value) location.href = "/search?q=" + encodeURIComponent(input.value);
}

async function onKey(event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    event.preventDefault();
    selected = (selected + step + found.length) % found.length;
    mark();
  } else if (event.key === "Enter") {
    event.preventDefault();
    clearTimeout(timer);
    // Whoever types fast means what stands there now, not what was found for its beginning.
    if (foundFor !== input.value.trim()) await ask();
    go(selected);
  }
}

document.addEventListener("keydown", (event) => {
  const isShortcut = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k";
  const isSlash = event.key === "/" && !event.target.closest?.("input, textarea, select, dialog");
  if (isShortcut || isSlash) { event.preventDefault(); open(); }
});
entry?.addEventListener("focus", () => { if (matchMedia("(min-width: 861px)").matches) open(entry.value); });
entry?.addEventListener("input", () => { const text = entry.value; entry.value = ""; open(text); });
