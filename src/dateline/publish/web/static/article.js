// A record in the margin and its words light up together; where the margin is out of sight, the record stands in a card
// beside the words. Nothing here is needed to read the page.
const pieces = [...document.querySelectorAll("[data-records]")];
const notes = [...document.querySelectorAll("[data-record]")];
const wordsOf = (note) => pieces.filter((piece) => piece.dataset.records.split(" ").includes(note.dataset.record));
const notesOf = (piece) => notes.filter((note) => piece.dataset.records.split(" ").includes(note.dataset.record));
const card = document.createElement("ul");
card.className = "card";
card.hidden = true;
card.setAttribute("aria-hidden", "true"); // the same stands in the margin
document.querySelector(".read").append(card);

function light(elements) {
  document.querySelectorAll(".lit").forEach((element) => element.classList.remove("lit"));
  elements.forEach((element) => element.classList.add("lit"));
}

function show(piece) {
  const found = notesOf(piece);
  light([piece, ...found]);
  const hidden = found.filter((note) => note.offsetParent && !inSight(note));
  card.hidden = hidden.length === 0;
  card.replaceChildren(...hidden.map(copied));
  const words = piece.getClientRects()[0];
  card.style.top = `${words.bottom + scrollY + 6}px`;
  card.style.left = `${Math.max(8, Math.min(words.left, innerWidth - card.offsetWidth - 8)) + scrollX}px`;
}

function inSight(note) {
  const box = note.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}

function copied(note) {
  const copy = note.cloneNode(true);
  copy.querySelectorAll(".judge").forEach((form) => form.remove());
  copy.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
  copy.removeAttribute("tabindex");
  copy.removeAttribute("data-record");
  return copy;
}

for (const note of notes) {
  for (const happening of ["mouseenter", "focusin"]) note.addEventListener(happening, () => light([note, ...wordsOf(note)]));
}
for (const piece of pieces) {
  for (const happening of ["mouseenter", "focus"]) piece.addEventListener(happening, () => show(piece));
  for (const happening of ["mouseleave", "blur"]) piece.addEventListener(happening, () => (card.hidden = true));
  if (piece.localName !== "a") {
    piece.addEventListener("click", () => {
      if (getSelection().isCollapsed) notesOf(piece)[0]?.focus();
    });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest(".judge")) return;
  const note = event.target.closest("[data-record]");
  if (event.key === "Escape") {
    light([]);
    card.hidden = true;
    if (note) document.activeElement.blur();
  } else if (note && event.key === "Enter" && event.target === note) {
    wordsOf(note)[0]?.scrollIntoView({ block: "center" });
  } else if (note && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const shown = notes.filter((one) => one.offsetParent);
    shown[shown.indexOf(note) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
});

// The clause that an address ends in (#c120) is marked; browsers that cannot do this mark its paragraph (style.css).
function mark() {
  CSS.highlights?.delete("clause");
  const anchor = document.getElementById(location.hash.slice(1));
  if (!CSS.highlights || !anchor?.dataset.length) return;
  const range = new Range();
  range.setStartAfter(anchor);
  const walker = document.createTreeWalker(anchor.parentElement, NodeFilter.SHOW_TEXT);
  let left = Number(anchor.dataset.length); // in code points
  for (let node = walker.nextNode(); node && left > 0; node = walker.nextNode()) {
    if (range.comparePoint(node, 0) < 0) continue;
    const letters = [...node.data].slice(0, left);
    left -= letters.length;
    range.setEnd(node, letters.join("").length);
  }
  CSS.highlights.set("clause", new Highlight(range));
  document.documentElement.classList.add("marks");
}
addEventListener("hashchange", mark);
mark();
