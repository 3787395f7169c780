/** The legend: only what the timeline holds. */

import { draw, make } from "../dom";
import { WORDS } from "../words";
import { radius } from "./marks";
import type { Spell } from "./spells";

function sign(wide: number, name: string, ...shapes: SVGElement[]): SVGSVGElement {
  return draw("svg", { class: `tl-key ${name}`, width: wide, height: 14, "aria-hidden": "true" }, ...shapes);
}

function dot(origins: number, kind = ""): SVGSVGElement {
  const shape = draw("circle", { class: "tl-dot", cx: 8, cy: 7, r: radius(origins) });
  return sign(16, `tl-mark${origins ? "" : " none"} ${kind}`, shape);
}

function bar(): SVGSVGElement {
  return sign(
    26, "tl-mark",
    draw("rect", { class: "tl-bar", x: 3, y: 5.5, width: 20, height: 3 }),
    draw("line", { class: "tl-cap", x1: 3, x2: 3, y1: 2, y2: 12 }),
    draw("line", { class: "tl-cap", x1: 23, x2: 23, y1: 2, y2: 12 }),
  );
}

/** Signs with their words. */
export function legend(all: Spell[]): HTMLElement[] {
  const has = (test: (one: Spell) => boolean) => all.some(test);
  const parts: [Node, string | undefined][] = [];
  if (has((one) => one.item.origins === 0)) parts.push([dot(0), WORDS.legend["none"]]);
  if (has((one) => one.item.origins === 1)) parts.push([dot(1), WORDS.legend["one"]]);
  if (has((one) => one.item.origins > 1)) parts.push([dot(4), WORDS.legend["many"]]);
  if (has((one) => one.to > one.from)) parts.push([bar(), WORDS.legend["span"]]);
  for (const kind of ["planned", "inferred", "impossible"]) {
    if (has((one) => one.item.kind === kind)) parts.push([dot(1, kind), WORDS.legend[kind]]);
  }
  return parts.map(([shape, words]) => make("span", {}, shape, words));
}
