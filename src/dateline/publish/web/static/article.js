// A record in the margin and its words light up together. Nothing here is needed to read the page.
const pieces = [...document.querySelectorAll("[data-records]")];
const notes = [...document.querySelectorAll("[data-record]")];
const wordsOf = (note) => pieces.filter((piece) => piece.dataset.records.split(" ").includes(note.dataset.record));
const notesOf = (piece) => notes.filter((note) => piece.dataset.records.split(" ").includes(note.dataset.record));

function light(elements) {
  document.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit"));
  elements.forEach((element) => element.classList.add("lit"));
}

for (const note of notes) {
  for (const happening of ["mouseenter", "focusin"]) note.addEventListener(happening, () => light([note, ...wordsOf(note)]));
}
for (const piece of pieces) {
  piece.addEventListener("mouseenter", () => light([piece, ...notesOf(piece)]));
  piece.addEventListener("click", () => {
    if (getSelection().isCollapsed) notesOf(piece)[0]?.focus();
  });
}

document.addEventListener("keydown", (event) => {
  const at = notes.indexOf(document.activeElement);
  if (event.key === "Escape") {
    light([]);
    if (at >= 0) document.activeElement.blur();
  } else if (at >= 0 && event.key === "Enter") {
    wordsOf(notes[at])[0]?.scrollIntoView({ block: "center" });
  } else if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const shown = notes.filter((note) => note.offsetParent);
    shown[shown.indexOf(notes[at]) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
});

for (const box of document.querySelectorAll("[data-layer]")) {
  const show = () => document.body.classList.toggle(`hide-${box.dataset.layer}`, !box.checked);
  box.addEventListener("change", show);
  show(); // a browser that goes back remembers what was ticked
}
