"use strict";
// A record in the margin and its words light up together. Nothing here is needed to read the page.
const pieces = [...document.querySelectorAll("[data-records]")];
const notes = [...document.querySelectorAll("[data-record]")];

function wordsOf(note) {
  return pieces.filter((piece) => piece.dataset.in === note.dataset.in && piece.dataset.records.split(" ").includes(note.dataset.record));
}

function light(elements) {
  document.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit"));
  elements.forEach((element) => element.classList.add("lit"));
}

notes.forEach((note) => {
  note.addEventListener("mouseenter", () => light([note, ...wordsOf(note)]));
  note.addEventListener("focus", () => light([note, ...wordsOf(note)]));
  note.addEventListener("click", () => note.focus());
});

pieces.forEach((piece) => {
  const ids = piece.dataset.records.split(" ");
  const own = () => notes.filter((note) => note.dataset.in === piece.dataset.in && ids.includes(note.dataset.record));
  piece.addEventListener("mouseenter", () => light([piece, ...own()]));
  piece.addEventListener("click", () => own()[0]?.focus());
});

document.addEventListener("keydown", (event) => {
  const at = notes.indexOf(document.activeElement);
  if (event.key === "Escape") {
    light([]);
    document.activeElement.blur();
  } else if (event.key === "Enter" && at >= 0) {
    wordsOf(notes[at])[0]?.scrollIntoView({ block: "center" });
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && at >= 0) {
    event.preventDefault();
    const shown = notes.filter((note) => note.offsetParent);
    shown[shown.indexOf(notes[at]) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
});

document.querySelectorAll("[data-layer]").forEach((box) => {
  box.addEventListener("change", () => document.body.classList.toggle("hide-" + box.dataset.layer, !box.checked));
});
