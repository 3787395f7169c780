
// The keys n and p, and the links of a note, walk the errors that are shown; without this the links walk them all.
function step(from, by) {
  const shown = [...document.querySelectorAll("li.note:has(.steps)")].filter((note) => note.offsetParent);
  const past = shown.findIndex((note) => !from || note === from || from.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING);
  const at = !from ? 0 : shown[past] === from ? past + by : by > 0 ? past : past - 1;
  const to = from && past < 0 ? shown[shown.length + Math.min(by, 0)] : shown[at];
  if (to) {
    location.replace("#" + to.id);
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
  }
}

document.addEventListener("keydown", (event) => {
  if ((event.key === "n" || event.key === "p") && !event.ctrlKey && !event.metaKey && !event.altKey) {
    step(document.activeElement.closest(".note") ?? document.querySelector(".note:target"), event.key === "n" ? 1 : -1);
  }
});

document.querySelectorAll(".steps a").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    step(link.closest(".note"), link.className === "next" ? 1 : -1);
  });
});
