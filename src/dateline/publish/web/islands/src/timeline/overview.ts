/** The strip below a timeline that shows part of its line: all marks, and a window on those that are shown. */

import { draw } from "../dom";
import type { Spell, View } from "./spells";

const TALL = 18;

/** Draw the strip. Returns whether less than the whole is shown, so that the strip is of use. */
export function overview(svg: SVGSVGElement, all: Spell[], { whole, view, wide }: { whole: View; view: View; wide: number }): boolean {
  const scale = wide / (whole.to - whole.from);
  const at = (moment: number) => (moment - whole.from) * scale;
  if (view.to - view.from > (whole.to - whole.from) * 0.98) return false;
  svg.setAttribute("width", `${wide}`);
  const marks = all.map((one) => `M${at(one.from).toFixed(1)} 5v${TALL - 4}`).join("");
  svg.replaceChildren(
    draw("rect", { class: "tl-window", x: at(view.from), y: 1, width: Math.max(at(view.to) - at(view.from), 5), height: TALL + 4 }),
    draw("path", { class: "tl-all", d: marks }),
  );
  return true;
}
