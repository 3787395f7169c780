/** The frame of an island: what is drawn, its buttons, its legend, and the page's own HTML as a list to open. */

import { make } from "./dom";
import { WORDS } from "./words";

export interface Frame {
  host: HTMLElement;
  stage: HTMLDivElement;
  bar: HTMLDivElement;
  legend: HTMLDivElement;
  /** Give the page's own HTML back, where the island cannot draw. */
  restore(): void;
}

/** Take over `host`: its children move into a <details> below the drawing, and none is lost. */
export function frame(host: HTMLElement): Frame {
  const list = make("div", { class: "island-fallback" }, ...host.childNodes);
  const bar = make("div", { class: "island-bar" });
  const stage = make("div", { class: "island-stage" });
  const legend = make("div", { class: "island-legend" });
  const fallback = make("details", { class: "island-list" }, make("summary", {}, WORDS.asList), list);
  host.replaceChildren(bar, stage, legend, fallback);
  host.classList.add("drawn");
  const restore = () => {
    host.classList.remove("drawn");
    host.replaceChildren(...list.childNodes);
  };
  return { host, stage, bar, legend, restore };
}
