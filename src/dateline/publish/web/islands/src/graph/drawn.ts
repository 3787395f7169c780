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

/** A smooth path through points; `level`, it leaves and meets each of them sideways. */
export function path(points: Spot[], level: boolean): string {
  const [first, ...rest] = points;
  if (!first || !rest.length) return "";
  const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  let out = `M${at(first.x, first.y)}`;
  if (!level) return rest.length === 2 ? `${out}Q${at(rest[0]!.x, rest[0]!.y)} ${at(rest[1]!.x, rest[1]!.y)}` : `${out}L${at(rest[0]!.x, rest[0]!.y)}`;
  points.slice(1).forEach((spot, i) => {
    const before = points[i]!;
    const middle = (before.x + spot.x) / 2;
    out += `C${at(middle, before.y)} ${at(middle, spot.y)} ${at(spot.x, spot.y)}`;
  });
  return out;
}

/** A small arrow head at the last of points; `level`, it lies on its side. */
export function head(points: Spot[], size: number, level: boolean): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return "";
  const angle = level ? (tip.x < before.x ? Math.PI : 0) : Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (turn: number) => {
    const x = tip.x - size * Math.cos(angle + turn);
    const y = tip.y - size * Math.sin(angle + turn);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return `M${tip.x.toFixed(1)} ${tip.y.toFixed(1)}L${corner(0.42)}L${corner(-0.42)}Z`;
}
