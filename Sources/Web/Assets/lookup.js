// An entry that offers records of one object while one types. What is chosen goes into the hidden entries beside it
// (identity, and the text for which it stands); in a grid of codes the code itself is what is sent.
let number = 0;

export function offer(root) {
  for (const box of root.querySelectorAll("[data-lookup]:not([data-offers])")) attach(box);
}

function attach(box) {
  const input = box.querySelector("input:not([type=hidden])");
  if (!input) return;
  box.dataset.offers = "true";
  const id = box.querySelector('input[type=hidden][name$=".id"]');
  const shown = box.querySelector('input[type=hidden][name$=".shown"]');
  const list = document.createElement("ul");
  list.className = "choices";
  list.id = "choices-" + ++number;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Offered");
  list.hidden = true;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  box.append(list);
  let found = [], selected = -1, asked = 0, timer;

  const close = () => {
    list.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (one) => {
    if (id && shown) { input.value = one.text; id.value = one.id; shown.value = one.text; } else input.value = one.code;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: one }));
  };

  const mark = () => {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === selected)));
    const present = list.children[selected];
    if (present) { input.setAttribute("aria-activedescendant", present.id); present.scrollIntoView({ block: "nearest" }); }
  };

  const ask = async () => {
    const turn = ++asked;
    const answer = await fetch(box.dataset.lookup + "?q=" + encodeURIComponent(input.value.trim())).catch(() => null);
    if (turn !== asked || !answer?.ok || document.activeElement !== input) return;
    found = await answer.json();
    list.replaceChildren(...found.map((one, index) => {
      const item = document.createElement("li");
      item.id = list.id + "-" + index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const title = document.createElement("b");
      title.textContent = one.code;
      const hint = document.createElement("span");
      hint.className = "muted";
      hint.textContent = one.hint;
      item.append(title, hint);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(one); });
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    selected = found.length && input.value.trim() ? 0 : -1;
    mark();
  };

  input.addEventListener("input", () => { if (id) id.value = ""; clearTimeout(timer); timer = setTimeout(ask, 130); });
  input.addEventListener("blur", () => { clearTimeout(timer); asked++; close(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden && !box.closest("table.grid")) { event.preventDefault(); ask(); return; }
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      selected = (selected + step + found.length) % found.length;
      mark();
    } else if ((event.key === "Enter" || event.key === "Tab") && selected >= 0) {
      if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); }
      choose(found[selected]);
    } else if (event.key === "Escape") { event.stopPropagation(); close(); }
  });
}
