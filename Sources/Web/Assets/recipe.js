// The text of a recipe is checked while it is being written; a finding leads to its line.
const area = document.querySelector("textarea[data-recipe]");
if (area) begin();

function begin() {
  let timer;
  let asked = 0;
  let answered = 0;
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, 500); });

  async function check() {
    const number = ++asked;
    const body = new URLSearchParams(new FormData(area.form));
    const answer = await fetch(area.dataset.recipe, { method: "POST", body }).catch(() => null);
    // An older answer never stands over a newer one.
    if (!answer?.ok || number < answered) return;
    answered = number;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("findings");
    const old = document.getElementById("findings");
    if (!fresh || !old || old.isEqualNode(fresh)) return;
    old.replaceChildren(...fresh.childNodes);
    area.toggleAttribute("aria-invalid", old.querySelector(".problem") !== null);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-line]");
    if (!link) return;
    event.preventDefault();
    show(Number(link.dataset.line));
  });
}

function show(number) {
  const lines = area.value.split("\n");
  const line = Math.min(Math.max(1, number), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + lines[line - 1].length);
  const height = parseFloat(getComputedStyle(area).lineHeight) || 18;
  area.scrollTop = Math.max(0, (line - 6) * height);
}
