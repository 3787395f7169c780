/** The mark of one item: a disc for a moment, a bar for a span; the more independent origins, the heavier. */

import { cut, draw } from "../dom";
import type { Item } from "../value";
import { isBar, type Placed, SIZE, SMALL } from "./lanes";

export interface Spotted {
  /** Where the mark begins and ends, in px of the stage. */
  left: number;
  right: number;
}

/** Radius of a disc, px. */
export function radius(origins: number): number {
  return Math.min(3.4 + 1.5 * Math.sqrt(Math.max(origins - 1, 0)), 7);
}

function thick(origins: number): number {
  return Math.min(3 + 1.2 * Math.max(origins - 1, 0), 8);
}

const STYLED = new Set(["planned", "inferred", "impossible", "denied"]);

/** The classes of a mark. */
export function classes(item: Item): string {
  return `tl-mark${item.origins ? "" : " none"}${STYLED.has(item.kind) ? ` ${item.kind}` : ""}`;
}

/** Draw the mark and its label anew into `group`, whose lane begins at y = 0. */
export function mark(group: SVGGElement, placed: Placed, at: Spotted, { scale, pitch, roomy, wide }: {
  scale: number;
  pitch: number;
  roomy: boolean;
  wide: number;
}): void {
  const { spell, text } = placed;
  const bar = isBar(spell, scale);
  const shapes: SVGElement[] = [];
  const y = bar && roomy ? pitch - 7 : pitch / 2;
  const left = Math.max(at.left, -20);
  const right = Math.min(at.right, wide + 20);
  if (bar) {
    const tall = thick(spell.item.origins);
    shapes.push(draw("rect", { class: "tl-bar", x: left, y: y - tall / 2, width: Math.max(right - left, 2), height: tall, rx: 1 }));
    if (at.left >= -20) shapes.push(draw("line", { class: "tl-cap", x1: left, x2: left, y1: y - 6, y2: y + 5 }));
    if (at.right <= wide + 20) shapes.push(draw("line", { class: "tl-cap", x1: right, x2: right, y1: y - 6, y2: y + 5 }));
  } else {
    const middle = (at.left + at.right) / 2;
    shapes.push(draw("circle", { class: "tl-dot", cx: middle, cy: y, r: radius(spell.item.origins) }));
    if (spell.open) {
      const away = spell.open === "end" ? 1 : -1;
      const tip = middle + away * 12;
      shapes.push(draw("path", { class: "tl-open", d: `M${middle + away * 7} ${y}H${tip}m${-away * 3} -3l${away * 3} 3l${-away * 3} 3` }));
    }
    if (spell.item.kind === "impossible") {
      shapes.push(draw("path", { class: "tl-cross", d: `M${middle - 4} ${y - 4}l8 8m0 -8l-8 8` }));
    }
  }
  if (text) {
    const beside = (bar ? right : (at.left + at.right) / 2) + 10 + (spell.open === "end" && !bar ? 6 : 0);
    const above = Math.max(at.left, 2);
    const x = bar && roomy ? above : beside;
    const shown = x + placed.wide > wide ? cut(text, wide - x, roomy ? SIZE : SMALL) : text;
    if (shown.length > 3) shapes.push(draw("text", { class: roomy ? "tl-text" : "tl-text small", x, y: bar && roomy ? pitch - 15 : y + 4 }, shown));
  }
  const reach = bar ? Math.max(right - left, 12) : 22;
  const from = bar ? left : (at.left + at.right) / 2 - 11;
  const hit = draw("rect", { class: "tl-hit", x: from, y: 0, width: reach + (text ? placed.wide : 0), height: pitch });
  group.replaceChildren(hit, ...shapes);
}
