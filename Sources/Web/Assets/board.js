// Cards of the board are dragged from lane to lane; the menu on each card does the same without a pointer or a script.
const board = document.querySelector("[data-board]");
const says = document.getElementById("board-says");
let dragged;

board?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-deal]");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged?.dataset.deal ?? "");
  dragged?.classList.add("lifted");
});
board?.addEventListener("dragend", () => { dragged?.classList.remove("lifted"); unmark(); dragged = undefined; });
board?.addEventListener("dragover", (event) => {
  const lane = event.target.closest?.(".lane");
  if (!dragged || !lane) return;
  event.preventDefault();
  unmark();
  lane.classList.add("over");
});
board?.addEventListener("drop", (event) => {
  const list = event.target.closest?.(".lane")?.querySelector("[data-stage]");
  if (!dragged || !list || list.contains(dragged)) return;
  event.preventDefault();
  move(dragged, list);
});

function unmark() { for (const lane of board.querySelectorAll(".over")) lane.classList.remove("over"); }

// The card stands in its new lane at once; when the move is refused, the answer's page says why.
async function move(card, list) {
  const home = card.parentElement;
  const next = card.nextElementSibling;
  const form = card.querySelector("form");
  list.prepend(card);
  const body = new URLSearchParams(new FormData(form));
  body.set("stage", list.dataset.stage);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (answer?.ok) {
    const name = list.closest(".lane").querySelector("h2").firstChild.textContent.trim();
    says.textContent = `${card.querySelector(".open").textContent} moved to ${name}`;
    if (answer.redirected) location.replace(answer.url);
  } else {
    home.insertBefore(card, next);
    const page = answer ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const problem = page?.querySelector(".problem");
    if (problem) board.before(document.adoptNode(problem));
    says.textContent = problem ? "The move was refused" : "The move was not made: nobody answered";
  }
}
