/** The graph of who cites whom, by forces (d3-force; Fruchterman & Reingold 1991, Dwyer 2009): deterministic, laid out
 *  before it is shown, so that nothing wobbles. */

import {
  forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum,
} from "d3-force";
import { cut } from "../dom";
import type { GraphValue } from "../value";
import type { Layout, PlacedNode, Spot } from "./drawn";

const TICKS = 260;
const PAD = 46;

interface Body extends SimulationNodeDatum {
  id: string;
  radius: number;
}

function degrees(value: GraphValue): Map<string, number> {
  const found = new Map<string, number>();
  for (const { from, to, weight } of value.edges) {
    for (const id of [from, to]) found.set(id, (found.get(id) ?? 0) + weight);
  }
  return found;
}

/** Where an edge meets the rim of its target, so that the arrow head is seen. */
function rim(from: PlacedNode, to: PlacedNode): Spot[] {
  const away = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const gap = (to.width / 2 + 2) / away;
  const bend = 0.1;
  const middle = {
    x: (from.x + to.x) / 2 - (to.y - from.y) * bend,
    y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
  };
  const tip = { x: to.x - (to.x - middle.x) * gap * 1.9, y: to.y - (to.y - middle.y) * gap * 1.9 };
  return [{ x: from.x, y: from.y }, middle, tip];
}

function simulate(bodies: Body[], value: GraphValue, ratio: number): void {
  const links = value.edges.map((one) => ({ source: one.from, target: one.to }));
  const crowd = Math.sqrt(bodies.length);
  forceSimulation<Body>(bodies)
    .force("link", forceLink<Body, { source: string; target: string }>(links).id((one) => one.id).distance(62))
    .force("charge", forceManyBody<Body>().strength(-190).distanceMax(80 * crowd))
    .force("x", forceX<Body>().strength(0.09 / ratio))
    .force("y", forceY<Body>().strength(0.11))
    .force("collide", forceCollide<Body>((one) => one.radius + 12))
    .stop()
    .tick(TICKS);
}

/** Lay `value` out for a stage of a size in px. */
export function forced(value: GraphValue, wide: number, tall: number): Layout {
  const degree = degrees(value);
  const bodies: Body[] = value.nodes.map((one) => ({ id: one.id, radius: 3.5 + 1.5 * Math.sqrt(Math.min(degree.get(one.id) ?? 0, 90)) }));
  simulate(bodies, value, Math.max(wide / tall, 0.6));
  const xs = bodies.map((one) => one.x ?? 0);
  const ys = bodies.map((one) => one.y ?? 0);
  const left = Math.min(...xs) - PAD;
  const top = Math.min(...ys) - PAD / 2;
  const nodes = value.nodes.map((node, i): PlacedNode => {
    const size = bodies[i]!.radius * 2;
    return { node, x: xs[i]! - left, y: ys[i]! - top, width: size, height: size, lines: [cut(node.label, 150, 12)], note: "" };
  });
  const known = new Map(nodes.map((one) => [one.node.id, one]));
  const edges = value.edges.map((edge) => ({ edge, points: rim(known.get(edge.from)!, known.get(edge.to)!), words: null }));
  return {
    nodes, edges, captions: [],
    width: Math.max(...xs) - left + PAD,
    height: Math.max(...ys) - top + PAD / 2,
  };
}
