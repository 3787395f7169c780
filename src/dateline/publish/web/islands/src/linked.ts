/** One selection for the whole page: islands and every element with data-id follow it.
 *
 *  It travels as the event dateline:select on document, with detail {id}. What an island sends also tells how it came
 *  about: "pass" (pointer or focus came by: nothing on the page may jump) or "choose" (a click, or a script). */

export interface Selected {
  id: string;
  via: "pass" | "choose";
  from: Element | null;
}

const EVENT = "dateline:select";
/** How long a pointer rests on an element before that counts, in ms: crossing a list selects nothing. */
const REST = 90;
/** How much of an island has to stay in view when the page scrolls to what was chosen in it, in px. */
const KEPT = 140;

let current: string | null = null;

/** Select `id`. `from` is the element where it happened. */
export function select(id: string, { via, from }: { via: Selected["via"]; from: Element | null }): void {
  if (id === current && via === "pass") return;
  document.dispatchEvent(new CustomEvent(EVENT, { detail: { id, via, from } }));
}

/** Call `follow` with each selection that did not happen inside `own`. */
export function onSelect(own: Element | null, follow: (selected: Selected) => void): void {
  document.addEventListener(EVENT, (event) => {
    const detail: unknown = (event as CustomEvent).detail;
    if (typeof detail !== "object" || detail === null) return;
    const { id, via, from } = detail as Partial<Selected>;
    if (typeof id !== "string") return;
    const where = from instanceof Element ? from : null;
    if (own && where && own.contains(where)) return;
    follow({ id, via: via === "pass" ? "pass" : "choose", from: where });
  });
}

/** The elements of the page that stand for `id`. */
export function standing(id: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)];
}

/** Bring an element into view; `gently`, only where the island that asked stays in view. */
export function bring(element: HTMLElement, { gently = null }: { gently?: Element | null } = {}): void {
  if (!element.getClientRects().length) return;
  if (gently) {
    const box = element.getBoundingClientRect();
    const island = gently.getBoundingClientRect();
    const down = Math.max(0, box.bottom - innerHeight);
    const up = Math.max(0, -box.top);
    if (island.bottom - down < KEPT || island.top + up > innerHeight - KEPT) return;
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
}

function follow({ id, via, from }: Selected): void {
  current = id;
  for (const one of document.querySelectorAll(".selected[data-id]")) one.classList.remove("selected");
  const found = standing(id);
  for (const one of found) one.classList.add("selected");
  const [first] = found;
  if (via === "choose" && first && !found.some((one) => one === from)) {
    bring(first, { gently: from?.closest("[data-island]") ?? null });
  }
}

/** Listen to the page: selections mark the elements with data-id; pointer or focus on one of these selects. */
export function link(): void {
  onSelect(null, follow);
  let rest = 0;
  const over = (event: Event, after: number) => {
    clearTimeout(rest);
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-id]") : null;
    const id = element?.dataset["id"];
    if (id) rest = window.setTimeout(() => select(id, { via: "pass", from: element }), after);
  };
  document.addEventListener("pointerover", (event) => over(event, REST));
  document.addEventListener("focusin", (event) => over(event, 0));
}
