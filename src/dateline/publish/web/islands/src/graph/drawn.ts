/** What a layout hands to the drawing: nodes and edges with their places, in px. */

import type { GraphEdge, GraphNode } from "../value";

export interface Spot {
  x: number;
  y: number;
}

export interface PlacedNode extends Spot {
  node: GraphNode;
  width: number;
  height: number;
  /** The label in lines, and a smaller line below it. */
  lines: string[];
  note: string;
}

export interface PlacedEdge {
  edge: GraphEdge;
  points: Spot[];
  /** Where the words stand, if there is room for them, and what of them. */
  words: (Spot & { text: string }) | null;
}

export interface Layout {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  width: number;
  height: number;
  /** Captions of columns or rows. */
  captions: (Spot & { text: string; anchor: "start" | "middle" | "end" })[];
}

/** A smooth path through points: straight ends, quadratic curves between the middles. */
export function path(points: Spot[]): string {
  const [first, ...rest] = points;
  if (!first || !rest.length) return "";
  const at = (spot: Spot) => `${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`;
  if (rest.length === 1) return `M${at(first)}L${at(rest[0]!)}`;
  let out = `M${at(first)}`;
  rest.slice(0, -1).forEach((spot, i) => {
    const next = rest[i + 1]!;
    const end = i === rest.length - 2 ? next : { x: (spot.x + next.x) / 2, y: (spot.y + next.y) / 2 };
    out += `Q${at(spot)} ${at(end)}`;
  });
  return out;
}

/** A small arrow head at the last of points. */
export function head(points: Spot[], size: number): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return "";
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (turn: number) => {
    const x = tip.x - size * Math.cos(angle + turn);
    const y = tip.y - size * Math.sin(angle + turn);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return `M${tip.x.toFixed(1)} ${tip.y.toFixed(1)}L${corner(0.42)}L${corner(-0.42)}Z`;
}
