/** The legend: only what the graph holds. */

import { draw, make } from "../dom";
import type { GraphNode } from "../value";
import { WORDS } from "../words";

/** The classes that show of which kind a node is. */
export function classes(node: GraphNode): string {
  const kinds = [node.origin && "origin", node.party && "party", node.kind === "anonymous" && "anonymous"];
  return ["gr-node", ...kinds.filter(Boolean)].join(" ");
}

/** Signs with their words; boxes for the layered graph, discs for the other. */
export function legend(nodes: GraphNode[], round: boolean): HTMLElement[] {
  return ["origin", "party", "anonymous"]
    .filter((kind) => nodes.some((one) => classes(one).split(" ").includes(kind)))
    .map((kind) => {
      const shape = round
        ? draw("circle", { class: "gr-shape", cx: 8, cy: 7, r: 5 })
        : draw("rect", { class: "gr-shape", x: 1, y: 2, width: 18, height: 10, rx: 2 });
      const sign = draw("svg", { class: `gr-node ${kind}`, width: round ? 16 : 20, height: 14, "aria-hidden": "true" }, shape);
      return make("span", {}, sign, WORDS.legend[kind]);
    });
}
