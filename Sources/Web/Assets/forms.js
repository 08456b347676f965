// Lookups offer records while one types; a form is sent once; the menu of the phone opens without a jump.
import { offer } from "./lookup.js";

offer(document);
document.addEventListener("arrived", (event) => offer(event.detail));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "true";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  setTimeout(() => delete form.dataset.sent, 8000);
});

const menu = document.querySelector("a.menu");
const rail = document.getElementById("rail");
menu?.addEventListener("click", (event) => { event.preventDefault(); rail.classList.add("open"); rail.querySelector("a.close").focus(); });
rail?.querySelector("a.close")?.addEventListener("click", (event) => { event.preventDefault(); rail.classList.remove("open"); menu.focus(); });

// What was said once goes by itself.
const notice = document.querySelector("main > p.notice");
if (notice) setTimeout(() => notice.remove(), 9000);

// In place: Escape leaves a form as it was; a double click on a value opens it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const cancel = event.target.closest?.("form.inplace")?.querySelector("a[data-cancel]");
  if (cancel && !document.querySelector("ul.choices:not([hidden])")) { event.preventDefault(); cancel.click(); }
});
document.addEventListener("dblclick", (event) => {
  if (event.target.closest("a, button, input, select, textarea, form")) return;
  event.target.closest("dd, tr")?.querySelector("a.edit")?.click();
});
