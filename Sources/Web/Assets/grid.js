// A grid of lines: Enter and arrows move between rows, a new row appears when the last is used, and rows copied from
// a spreadsheet are pasted as rows. Without it the grid is a table of entries, with some spare rows.
import { offer } from "./lookup.js";

for (const table of document.querySelectorAll("table[data-grid]")) attach(table);

function attach(table) {
  const body = table.tBodies[0];
  if (!body.rows.length) return;
  const blank = blankRow(body.rows[body.rows.length - 1]);

  const entries = (row) => [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const rows = () => [...body.rows].filter((row) => entries(row).length);
  const isUsed = (row) => entries(row).some((entry) => entry.type === "checkbox" ? entry.checked : entry.value.trim() !== "");

  function add() {
    const row = blank.cloneNode(true);
    const index = Math.max(-1, ...[...body.querySelectorAll("[name]")].map((entry) => Number(entry.name.split(".")[1]))) + 1;
    for (const entry of row.querySelectorAll("[name]")) entry.name = entry.name.replace(/\.\d+\./, `.${index}.`);
    for (const entry of entries(row)) {
      const label = entry.getAttribute("aria-label");
      if (label) entry.setAttribute("aria-label", label.replace(/\d+$/, String(index + 1)));
    }
    body.append(row);
    offer(row);
    return row;
  }

  function move(entry, step) {
    const all = rows();
    const row = entry.closest("tr");
    const column = entries(row).indexOf(entry);
    const next = all[all.indexOf(row) + step] ?? (step > 0 ? add() : null);
    if (next) entries(next)[column]?.focus();
  }

  body.addEventListener("input", (event) => {
    const all = rows();
    if (all[all.length - 1].contains(event.target) && isUsed(event.target.closest("tr"))) add();
  });

  body.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
    const entry = event.target;
    if (entry.tagName === "SELECT" || entry.tagName === "TEXTAREA") return;
    if (event.key === "Enter") { event.preventDefault(); move(entry, event.shiftKey ? -1 : 1); }
    else if (event.key === "ArrowDown" && entry.type !== "date") { event.preventDefault(); move(entry, 1); }
    else if (event.key === "ArrowUp" && entry.type !== "date") { event.preventDefault(); move(entry, -1); }
    else if ((event.key === "Delete" || event.key === "Backspace") && event.shiftKey) {
      event.preventDefault();
      for (const one of entries(entry.closest("tr"))) one.type === "checkbox" ? (one.checked = false) : (one.value = "");
    }
  });

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    const lines = text.replace(/\r/g, "").split("\n").filter((line) => line.trim() !== "");
    if (lines.length < 2 && !text.includes("\t")) return;
    event.preventDefault();
    const start = event.target.closest("tr");
    const column = entries(start).indexOf(event.target);
    let row = start;
    lines.forEach((line, index) => {
      if (index > 0) { const all = rows(); row = all[all.indexOf(row) + 1] ?? add(); }
      line.split(line.includes("\t") ? "\t" : /[;,]/).forEach((value, offset) => {
        const entry = entries(row)[column + offset];
        if (!entry) return;
        if (entry.type === "checkbox") entry.checked = ["true", "yes", "1", "x"].includes(value.trim().toLowerCase());
        else entry.value = value.trim();
      });
    });
    const all = rows();
    if (isUsed(all[all.length - 1])) add();
    say(`${lines.length} rows pasted`);
    entries(row)[column]?.focus();
    body.closest("form")?.setAttribute("data-dirty", "");
  });
}

function blankRow(row) {
  const copy = row.cloneNode(true);
  copy.classList.remove("wrong");
  for (const entry of copy.querySelectorAll("input, select, textarea")) {
    if (entry.type === "checkbox") entry.checked = false;
    else { entry.value = ""; entry.removeAttribute("value"); }
  }
  for (const extra of copy.querySelectorAll(".under, .error, .choices")) extra.remove();
  for (const box of copy.querySelectorAll("[data-offers]")) delete box.dataset.offers;
  return copy;
}

function say(text) {
  let region = document.getElementById("grid-said");
  if (!region) {
    region = document.createElement("p");
    region.id = "grid-said";
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}

// A scanner types a serial number and Enter: the next number goes on the next line of the same entry.
for (const entry of document.querySelectorAll("[data-scan]")) {
  entry.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.tagName === "TEXTAREA") event.stopPropagation(); });
}
