/** The layered graph of an event: origins on the left, outlets on the right.
 *  Layers and crossings by dagre (Gansner et al. 1993, "A technique for drawing directed graphs"). */

import { graphlib, layout } from "@dagrejs/dagre";
import { cut, lines, width } from "../dom";
import type { GraphEdge, GraphNode, GraphValue } from "../value";
import { WORDS } from "../words";
import type { Layout, PlacedEdge, PlacedNode, Spot } from "./drawn";

export const SIZE = 13;
export const NOTE = 10.5;
export const WORD = 11;
/** With more edges than this, their words are shown only when one is pointed at. */
const SPOKEN = 14;
/** Pulls origins to one side and outlets to the other, against the pull of the edges between. */
const PULL = 50;
const FIRST = "\u0000first";
const LAST = "\u0000last";

/** Room for things, in px. */
interface Room {
  label: number;
  lines: number;
  pad: number;
  words: number;
  layers: number;
}

function rooms(wide: number, edges: number): Room {
  if (wide < 560) return { label: 96, lines: 3, pad: 6, words: 0, layers: 24 };
  const words = edges <= SPOKEN ? Math.min(190, wide / 5) : 0;
  return { label: 160, lines: 2, pad: 10, words, layers: words ? 20 : 70 };
}

/** Whether edges mostly lead away from origins; else they are laid out the other way round. */
function outward(value: GraphValue): boolean {
  const origins = new Set(value.nodes.filter((one) => one.origin).map((one) => one.id));
  const out = value.edges.filter((one) => origins.has(one.from) && !origins.has(one.to)).length;
  const back = value.edges.filter((one) => origins.has(one.to) && !origins.has(one.from)).length;
  return out >= back;
}

function note(node: GraphNode): string {
  const told = node.party ? WORDS.party : node.kind === "outlet" ? (node.interest ?? "") : node.kind;
  return [told, node.origin && node.kind === "outlet" ? WORDS.origin : ""].filter(Boolean).join(", ");
}

function box(node: GraphNode, room: Room): PlacedNode {
  const text = lines(node.label, room.label, { size: SIZE, weight: 600, most: room.lines });
  const small = cut(note(node), room.label, NOTE);
  const wide = Math.max(...text.map((line) => width(line, SIZE, 600)), width(small, NOTE), 34) + room.pad * 2;
  return { node, lines: text, note: small, x: 0, y: 0, width: wide, height: text.length * 16 + (small ? 13 : 0) + 12 };
}

function pull(graph: graphlib.Graph, nodes: GraphNode[], edges: { v: string; w: string }[]): void {
  graph.setNode(FIRST, { width: 0, height: 0 });
  graph.setNode(LAST, { width: 0, height: 0 });
  const led = new Set(edges.map((one) => one.w));
  const leads = new Set(edges.map((one) => one.v));
  for (const { id } of nodes) {
    if (!led.has(id) && leads.has(id)) graph.setEdge(FIRST, id, { weight: PULL, minlen: 1 });
    if (!leads.has(id)) graph.setEdge(id, LAST, { weight: PULL, minlen: 1 });
  }
  graph.setEdge(FIRST, LAST, { weight: 0, minlen: 3 });
}

/** The captions over the first and the last layer. */
function captions(nodes: PlacedNode[], forward: boolean): Layout["captions"] {
  if (nodes.length < 2) return [];
  const left = Math.min(...nodes.map((one) => one.x - one.width / 2));
  const right = Math.max(...nodes.map((one) => one.x + one.width / 2));
  const [first, last] = forward ? [WORDS.originsColumn, WORDS.outletsColumn] : [WORDS.outletsColumn, WORDS.originsColumn];
  return [
    { x: left, y: 12, text: first, anchor: "start" },
    { x: right, y: 12, text: last, anchor: "end" },
  ];
}

function shift(spots: Iterable<Spot>, by: Spot): void {
  for (const spot of spots) {
    spot.x += by.x;
    spot.y += by.y;
  }
}

/** Lay `value` out for a width in px. */
export function layered(value: GraphValue, wide: number): Layout {
  const room = rooms(wide, value.edges.length);
  const forward = outward(value);
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 14, edgesep: 8, ranksep: room.layers });
  graph.setDefaultEdgeLabel(() => ({}));
  const boxes = new Map(value.nodes.map((node) => [node.id, box(node, room)]));
  for (const [id, one] of boxes) graph.setNode(id, { width: one.width, height: one.height });
  const ends = (edge: GraphEdge) => (forward ? { v: edge.from, w: edge.to } : { v: edge.to, w: edge.from });
  value.edges.forEach((edge, number) => {
    const { v, w } = ends(edge);
    const text = room.words ? cut(edge.label, room.words, WORD) : "";
    const size = text ? { width: width(text, WORD) + 8, height: 15, labelpos: "c" } : {};
    graph.setEdge(v, w, { weight: edge.weight, minlen: 1, text, ...size }, `${number}`);
  });
  pull(graph, value.nodes, value.edges.map(ends));
  layout(graph);
  const nodes = [...boxes.values()];
  for (const one of nodes) Object.assign(one, spot(graph.node(one.node.id)));
  const edges = value.edges.map((edge, number) => {
    const { v, w } = ends(edge);
    const drawn = graph.edge(v, w, `${number}`) as Drawn;
    return placed(edge, { ...drawn, points: ported(drawn.points, boxes.get(v)!, boxes.get(w)!) }, forward);
  });
  return settle(nodes, edges, forward);
}

type Drawn = Spot & { points: Spot[]; text: string };

function spot({ x, y }: Spot): Spot {
  return { x, y };
}

/** Points from the middle of one box's side to the middle of the other's. */
function ported(points: Spot[], from: PlacedNode, to: PlacedNode): Spot[] {
  const side = to.x < from.x ? -1 : 1;
  const [start, end] = [{ x: from.x + (side * from.width) / 2, y: from.y }, { x: to.x - (side * to.width) / 2, y: to.y }];
  const between = points.slice(1, -1).map(spot).filter((one) => side * (one.x - start.x) > 8 && side * (end.x - one.x) > 8);
  return [start, ...between, end];
}

function placed(edge: GraphEdge, drawn: Drawn, forward: boolean): PlacedEdge {
  const points = drawn.points.map(spot);
  const words = drawn.text ? { x: drawn.x, y: drawn.y, text: drawn.text } : null;
  return { edge, points: forward ? points : points.reverse(), words };
}

/** Move everything to the upper left corner, below the captions. */
function settle(nodes: PlacedNode[], edges: PlacedEdge[], forward: boolean): Layout {
  const spots = [...nodes.flatMap((one) => [
    { x: one.x - one.width / 2, y: one.y - one.height / 2 },
    { x: one.x + one.width / 2, y: one.y + one.height / 2 },
  ]), ...edges.flatMap((one) => one.points)];
  const left = Math.min(...spots.map((one) => one.x));
  const top = Math.min(...spots.map((one) => one.y));
  const by = { x: 2 - left, y: (nodes.length > 1 ? 26 : 6) - top };
  shift([...nodes, ...edges.flatMap((one) => [...one.points, ...(one.words ? [one.words] : [])])], by);
  return {
    nodes, edges,
    width: Math.max(...spots.map((one) => one.x)) + by.x + 2,
    height: Math.max(...spots.map((one) => one.y)) + by.y + 6,
    captions: captions(nodes, forward),
  };
}
