/** The card that hangs by a mark: a label and its facts while the pointer passes, with links once it is chosen. */

import { moment, period } from "./dates";
import { make } from "./dom";
import { bring, select, standing } from "./linked";
import type { Item } from "./value";
import { WORDS } from "./words";

/** Most entries that one card lists. */
const MOST = 60;
/** Between a mark and its card, in px. */
const GAP = 10;

interface Spot {
  x: number;
  y: number;
}

export class Card {
  readonly element: HTMLDivElement;
  private pinned = false;
  private closing = false;
  private opener: (HTMLElement | SVGElement) | null = null;

  constructor(private readonly stage: HTMLElement) {
    this.element = make("div", { class: "island-card", hidden: true });
    stage.append(this.element);
    stage.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.element.hidden) {
        this.close();
        event.stopPropagation();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      if (this.pinned && event.target instanceof Node && !this.element.contains(event.target)) this.close();
    });
  }

  /** Show `content` by a spot of the stage for as long as the pointer or the focus stays. */
  pass(spot: Spot, ...content: Node[]): void {
    if (this.pinned || this.closing) return;
    this.show(spot, content);
    this.element.classList.remove("pinned");
  }

  /** Show `content` out of the way of a spot for as long as the pointer or the focus stays: below the stage, or in the
   *  corner that is farthest from it. */
  aside(spot: Spot, { below }: { below: boolean }, ...content: Node[]): void {
    this.pass(spot, ...content);
    if (this.pinned || this.closing) return;
    const { element, stage } = this;
    const [wide, tall] = [stage.clientWidth - element.offsetWidth - 4, stage.clientHeight - element.offsetHeight - 4];
    const room = innerHeight - stage.getBoundingClientRect().bottom;
    if (below && room < element.offsetHeight) return;
    const left = below ? Math.min(Math.max(spot.x - element.offsetWidth / 2, 0), Math.max(wide, 0)) : spot.x > stage.clientWidth / 2 ? 4 : wide;
    element.style.left = `${left}px`;
    element.style.top = `${below ? stage.clientHeight + 4 : spot.y > stage.clientHeight / 2 ? 4 : Math.max(tall, 4)}px`;
  }

  /** Show `content` until it is closed; focus goes into it and returns to `opener`. */
  pin(spot: Spot, opener: HTMLElement | SVGElement, ...content: Node[]): void {
    this.pinned = false;
    const shut = make("button", { type: "button", class: "island-shut", "aria-label": WORDS.close }, "×");
    shut.addEventListener("click", () => this.close());
    this.show(spot, [shut, ...content]);
    this.element.classList.add("pinned");
    this.pinned = true;
    this.opener = opener;
    (this.element.querySelector<HTMLElement>("a[href]") ?? shut).focus({ preventScroll: true });
  }

  /** Take away what is shown in passing. */
  leave(): void {
    if (!this.pinned) this.element.hidden = true;
  }

  close(): void {
    const within = this.element.contains(document.activeElement);
    this.pinned = false;
    this.element.hidden = true;
    // The mark would show its card again when the focus comes back.
    this.closing = true;
    if (within) this.opener?.focus({ preventScroll: true });
    this.closing = false;
    this.opener = null;
  }

  private show(spot: Spot, content: Node[]): void {
    const { element, stage } = this;
    element.replaceChildren(...content);
    element.hidden = false;
    const left = Math.min(Math.max(spot.x - element.offsetWidth / 2, 4), stage.clientWidth - element.offsetWidth - 4);
    const above = spot.y - element.offsetHeight - GAP;
    element.style.left = `${Math.max(left, 2)}px`;
    element.style.top = `${above > 2 ? above : spot.y + GAP + 4}px`;
  }
}

/** When, how many stand behind it, and of what kind it is, in a line. */
export function facts(item: Item): string {
  const parts = [period(moment(item.start), moment(item.end))];
  if (item.outlets !== null) parts.push(WORDS.outlets(item.outlets));
  parts.push(WORDS.origins(item.origins));
  const kind = WORDS.kinds[item.kind];
  if (kind) parts.push(kind);
  return parts.join(" · ");
}

/** An item as shown in passing. */
export function brief(item: Item): HTMLElement {
  return make("p", {}, make("bdi", { class: "island-label" }, item.label), make("small", {}, facts(item)));
}

/** Items as shown when chosen, with links to each and to where the page lists it. */
export function entries(items: Item[], island: Element): HTMLElement {
  const list = make("ul", { class: "island-entries" });
  for (const item of items.slice(0, MOST)) {
    const label = make("bdi", { class: "island-label" }, item.label);
    const entry = make("li", {}, item.href ? make("a", { href: item.href }, label) : label, make("small", {}, facts(item)));
    const [there] = standing(item.id).filter((one) => !one.closest("[data-island]"));
    if (there) {
      const go = make("button", { type: "button", class: "island-there" }, WORDS.inList);
      go.addEventListener("click", () => bring(there));
      entry.append(go);
    }
    const pass = () => select(item.id, { via: "pass", from: island });
    entry.addEventListener("pointerenter", pass);
    entry.addEventListener("focusin", pass);
    list.append(entry);
  }
  if (items.length > MOST) list.append(make("li", {}, WORDS.more(items.length - MOST)));
  return list;
}
