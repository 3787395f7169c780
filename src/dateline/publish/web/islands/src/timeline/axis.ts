/** The axis: ticks at round times, the finer unit above, the coarser below it where it changes. */

import { scaleUtc } from "d3-scale";
import { clock, DAY } from "../dates";
import { draw } from "../dom";
import { WORDS } from "../words";
import type { View } from "./spells";

/** Room that a tick asks for, in px. */
const ROOM = 74;

type Unit = "year" | "month" | "day" | "clock";

function unit(step: number): Unit {
  if (step >= 360 * DAY) return "year";
  if (step >= 27 * DAY) return "month";
  return step >= DAY ? "day" : "clock";
}

function words(date: Date, of: Unit): [fine: string, coarse: string] {
  const year = `${date.getUTCFullYear()}`;
  const month = (WORDS.months[date.getUTCMonth()] ?? "").slice(0, 3);
  if (of === "year") return [year, ""];
  if (of === "month") return [month, year];
  if (of === "day") return [`${date.getUTCDate()}`, `${month} ${year}`];
  return [clock(date.getTime()), `${date.getUTCDate()} ${month} ${year}`];
}

/** Draw the axis for `view` into `group`, with rules of a height up through the lanes. */
export function axis(group: SVGGElement, view: View, { wide, tall }: { wide: number; tall: number }): void {
  const scale = scaleUtc([new Date(view.from), new Date(view.to)], [0, wide]);
  const ticks = scale.ticks(Math.max(2, Math.floor(wide / ROOM)));
  const step = ticks.length > 1 ? Math.min(...ticks.slice(1).map((tick, i) => +tick - +ticks[i]!)) : view.to - view.from;
  const of = unit(step);
  const drawn: SVGElement[] = [draw("line", { class: "tl-base", x1: 0, x2: wide, y1: tall + 0.5, y2: tall + 0.5 })];
  let before = "";
  let free = 0;
  for (const tick of ticks) {
    const x = Math.round(scale(tick)) + 0.5;
    const [fine, coarse] = words(tick, of);
    drawn.push(draw("line", { class: "tl-rule", x1: x, x2: x, y1: 0, y2: tall + 5 }));
    if (x + 4 + fine.length * 7.4 < wide) drawn.push(draw("text", { class: "tl-fine", x: x + 4, y: tall + 16 }, fine));
    if (coarse !== before && x >= free && x + coarse.length * 7.4 < wide) {
      drawn.push(draw("text", { class: "tl-coarse", x: x + 4, y: tall + 31 }, coarse));
      before = coarse;
      free = x + coarse.length * 7 + 8;
    }
  }
  group.replaceChildren(...drawn);
}
