/** The graph: who has it from whom. Layered for an event, by forces for all sources. */

import { Card } from "./card";
import { button, draw, make, width } from "./dom";
import { frame, type Frame } from "./frame";
import { head, type Layout, path, type PlacedEdge, type PlacedNode } from "./graph/drawn";
import { forced } from "./graph/force";
import { NOTE, layered } from "./graph/layered";
import { classes, legend } from "./graph/legend";
import { onSelect, select } from "./linked";
import type { GraphEdge, GraphNode, GraphValue } from "./value";
import { WORDS } from "./words";

const STEP = 1.5;
const CLOSEST = 8;
/** Most edges that a node's card lists with their words. */
const TOLD = 7;

/** As many names are shown whatever they cover. */
const ALWAYS = 9;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function around({ x, y, width }: PlacedNode, scale: number): Box {
  const half = (width / 2) * scale + 1;
  return { left: x * scale - half, right: x * scale + half, top: y * scale - half, bottom: y * scale + half };
}

function apart(a: Box, b: Box): boolean {
  return a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;
}

function same(a: Box, b: Box): boolean {
  return a.left === b.left && a.top === b.top;
}

interface Side {
  x: number;
  anchor: "start" | "end";
  box: Box;
}

/** Where the name of a disc can stand: to its right, or to its left. */
function sides(one: PlacedNode, scale: number): Side[] {
  const wide = width(one.lines[0] ?? "", 12) + 4;
  const edge = (one.width / 2) * scale + 4;
  const [top, bottom] = [one.y * scale - 8, one.y * scale + 8];
  const [start, end] = [one.x * scale + edge, one.x * scale - edge];
  return [
    { x: start, anchor: "start", box: { left: start, right: start + wide, top, bottom } },
    { x: end, anchor: "end", box: { left: end - wide, right: end, top, bottom } },
  ];
}

class Drawing {
  private readonly svg = draw("svg", { class: "gr", role: "group", "aria-label": WORDS.graphKeys });
  private readonly scene = draw("g");
  /** Names of discs, over all discs. */
  private readonly labels = draw("g", { class: "gr-labels" });
  private readonly label = new Map<string, SVGTextElement>();
  private readonly card: Card;
  private readonly round: boolean;
  private readonly names: Map<string, string>;
  private stops: SVGElement[] = [];
  private nodes = new Map<string, SVGElement>();
  private layout: Layout | null = null;
  private wide = 0;
  private tall = 0;
  private zoomed = 1;
  private centre = { x: 0, y: 0 };
  private current = 0;

  constructor(private readonly framed: Frame, private readonly value: GraphValue) {
    this.round = value.layout === "force";
    this.names = new Map(value.nodes.map((one) => [one.id, one.label]));
    this.card = new Card(framed.stage);
    this.svg.append(this.scene);
    framed.stage.classList.add(this.round ? "gr-force" : "gr-layered");
    framed.stage.prepend(make("div", { class: "gr-scroll" }, this.svg));
    framed.legend.append(...legend(value.nodes, this.round));
    if (this.round) {
      framed.bar.append(
        make("span", { class: "island-shown" }, WORDS.sources(value.nodes.length)),
        button("−", WORDS.wider, () => this.zoom(1 / STEP)),
        button("+", WORDS.closer, () => this.zoom(STEP)),
        button(WORDS.whole, WORDS.whole, () => this.zoom(0)),
      );
      this.listen();
    }
    this.svg.addEventListener("keydown", (event) => this.key(event));
    onSelect(framed.host, ({ id }) => {
      this.emphasise(id);
      if (this.nodes.has(id)) this.reveal(id);
    });
    new ResizeObserver(() => this.resize()).observe(framed.stage);
    this.resize();
  }

  private resize(): void {
    const wide = this.framed.stage.clientWidth;
    if (!wide || wide === this.wide) return;
    this.wide = wide;
    this.tall = Math.round(Math.min(Math.max(wide * 0.62, 380), 640));
    this.layout = this.round ? forced(this.value, wide, this.tall) : layered(this.value, wide);
    this.render(this.layout);
    if (this.round) this.zoom(0);
    else this.fit(this.layout);
  }

  /** Show the layered graph whole: smaller where it is a little too wide, scrolled where it is much too wide. */
  private fit({ width, height }: Layout): void {
    const scale = Math.min(1, Math.max(this.wide / width, 0.78));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", `${Math.floor(width * scale)}`);
    this.svg.setAttribute("height", `${Math.ceil(height * scale)}`);
    const scroll = this.svg.parentElement;
    if (width * scale > this.wide + 1) scroll?.setAttribute("tabindex", "0");
  }

  private render(layout: Layout): void {
    const had = this.svg.contains(document.activeElement);
    const edges = layout.edges.map((one) => this.edge(one));
    const nodes = layout.nodes.map((one) => this.node(one));
    const captions = layout.captions.map(({ x, y, text, anchor }) =>
      draw("text", { class: "gr-caption", x, y, "text-anchor": anchor }, text));
    const words = layout.edges.flatMap(({ words: at }) =>
      at ? [draw("text", { class: "gr-words", x: at.x, y: at.y + 4, "text-anchor": "middle", "aria-hidden": "true" }, at.text)] : []);
    this.scene.replaceChildren(...captions, ...edges, ...words, ...nodes, this.labels);
    this.labels.replaceChildren();
    this.label.clear();
    for (const one of this.round ? layout.nodes : []) {
      const text = draw("text", { class: "gr-name", "aria-hidden": "true" }, one.lines.join(" "));
      this.label.set(one.node.id, text);
      this.labels.append(text);
    }
    this.nodes = new Map(layout.nodes.map((one, i) => [one.node.id, nodes[i]!]));
    // In reading order: each node, then what leads on from it.
    this.stops = layout.nodes.flatMap((one, i) => [
      nodes[i]!, ...layout.edges.flatMap((other, k) => (other.edge.from === one.node.id ? [edges[k]!] : [])),
    ]);
    this.stops.forEach((stop, number) => stop.setAttribute("tabindex", number === this.current ? "0" : "-1"));
    if (had) this.stops[this.current]?.focus({ preventScroll: true });
  }

  private edge({ edge, points }: PlacedEdge): SVGElement {
    const name = `${this.names.get(edge.to)} ${WORDS.cites} ${this.names.get(edge.from)}: ${edge.label || edge.kind}`;
    const thick = this.round ? Math.min(0.7 + edge.weight * 0.25, 3) : Math.min(1 + (edge.weight - 1) * 0.7, 4);
    const group = draw("g", { class: "gr-edge", role: "img", "aria-label": name },
      draw("path", { class: "gr-hit", d: path(points, !this.round) }),
      draw("path", { class: "gr-line", d: path(points, !this.round), "stroke-width": thick }),
      draw("path", { class: "gr-head", d: head(points, this.round ? 5 : 8, !this.round) }));
    group.dataset["from"] = edge.from;
    group.dataset["to"] = edge.to;
    this.hold(group, () => {
      group.classList.add("lit");
      this.card.pass(this.middle(group.querySelector<SVGPathElement>(".gr-line")), this.told(edge));
    });
    return group;
  }

  private node(placed: PlacedNode): SVGElement {
    const { node } = placed;
    const parts = this.round ? this.disc(placed) : this.box(placed);
    const kind = [node.kind, node.interest, node.origin && WORDS.origin, node.party && WORDS.party];
    const name = `${node.label} (${kind.filter(Boolean).join(", ")})`;
    const role = node.href ? {} : { role: "img" };
    const made = draw(node.href ? "a" : "g", { class: classes(node), href: node.href, "aria-label": name, ...role }, ...parts);
    made.dataset["mark"] = node.id;
    made.setAttribute("transform", `translate(${placed.x.toFixed(1)} ${placed.y.toFixed(1)})`);
    this.hold(made, () => {
      this.emphasise(node.id);
      select(node.id, { via: "pass", from: made });
      const spot = this.middle(made.querySelector<SVGGraphicsElement>(".gr-shape"));
      this.card.aside(spot, { below: !this.round }, ...this.about(node));
    });
    return made;
  }

  private box({ width, height, lines, note, node }: PlacedNode): SVGElement[] {
    const top = -height / 2 + 6;
    const parts: SVGElement[] = [
      draw("rect", { class: "gr-shape", x: -width / 2, y: -height / 2, width, height, rx: node.kind === "outlet" ? 0 : 3 }),
    ];
    lines.forEach((line, i) => parts.push(draw("text", { class: "gr-name", x: 0, y: top + 12 + i * 16, "text-anchor": "middle" }, line)));
    if (note) parts.push(draw("text", { class: "gr-note", x: 0, y: height / 2 - 8, "font-size": NOTE, "text-anchor": "middle" }, note));
    return parts;
  }

  private disc({ width }: PlacedNode): SVGElement[] {
    return [draw("circle", { class: "gr-shape", r: width / 2 })];
  }

  /** Pointer and focus do the same; leaving undoes it. */
  private hold(element: SVGElement, show: () => void): void {
    const leave = () => {
      this.card.leave();
      this.emphasise(null);
    };
    element.addEventListener("pointerenter", show);
    element.addEventListener("pointerleave", leave);
    element.addEventListener("blur", leave);
    element.addEventListener("focus", () => {
      this.turn(this.stops.indexOf(element));
      show();
    });
  }

  private turn(number: number): void {
    this.stops[this.current]?.setAttribute("tabindex", "-1");
    this.current = Math.max(number, 0);
    this.stops[this.current]?.setAttribute("tabindex", "0");
  }

  /** Light a node, its edges and its neighbours; null puts all lights out. */
  private emphasise(id: string | null): void {
    const edges = [...this.scene.querySelectorAll<SVGElement>(".gr-edge")];
    const near = new Set<string>();
    for (const edge of edges) {
      const { from = "", to = "" } = edge.dataset;
      const lit = id !== null && (from === id || to === id);
      edge.classList.toggle("lit", lit);
      if (lit) near.add(from).add(to);
    }
    const known = id !== null && this.nodes.has(id);
    this.scene.classList.toggle("dim", known);
    for (const [other, node] of this.nodes) {
      node.classList.toggle("selected", other === id);
      node.classList.toggle("near", near.has(other));
    }
    if (this.round) this.name();
  }

  private middle(shape: SVGGraphicsElement | null): { x: number; y: number } {
    const stage = this.framed.stage.getBoundingClientRect();
    const box = shape?.getBoundingClientRect() ?? stage;
    return { x: box.left + box.width / 2 - stage.left, y: box.top + box.height / 2 - stage.top };
  }

  private told(edge: GraphEdge): HTMLElement {
    const names = make("bdi", { class: "island-label" }, `${this.names.get(edge.to)} ${WORDS.cites} ${this.names.get(edge.from)}`);
    return make("p", {}, names, make("q", { class: "gr-quote" }, edge.label || edge.kind));
  }

  private about(node: GraphNode): HTMLElement[] {
    const kind = [node.kind, node.interest, node.origin && WORDS.origin, node.party && WORDS.party].filter(Boolean).join(" · ");
    const edges = this.value.edges.filter((one) => one.from === node.id || one.to === node.id);
    const line = (one: GraphEdge) => {
      const [verb, other] = one.to === node.id ? [WORDS.cites, one.from] : [WORDS.cited, one.to];
      return make("li", {}, `${verb} ${this.names.get(other)}: `, make("q", { class: "gr-quote" }, one.label || one.kind));
    };
    const more = edges.length > TOLD ? [make("li", {}, WORDS.more(edges.length - TOLD))] : [];
    const list = make("ul", { class: "gr-edges" }, ...edges.slice(0, TOLD).map(line), ...more);
    return [make("p", {}, make("bdi", { class: "island-label" }, node.label), make("small", {}, kind)), list];
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = by[event.key];
    if (step !== undefined) this.stops[this.current + step]?.focus();
    else if (event.key === "Home") this.stops[0]?.focus();
    else if (event.key === "End") this.stops.at(-1)?.focus();
    else if (this.round && (event.key === "+" || event.key === "=")) this.zoom(STEP);
    else if (this.round && event.key === "-") this.zoom(1 / STEP);
    else if (this.round && event.key === "0") this.zoom(0);
    else return;
    event.preventDefault();
  }

  /** Scale of the graph of forces; 0 shows all of it. */
  private zoom(factor: number, about = this.centre): void {
    const { layout } = this;
    if (!layout) return;
    const before = this.zoomed;
    if (!factor) this.centre = { x: layout.width / 2, y: layout.height / 2 };
    this.zoomed = factor ? Math.min(Math.max(before * factor, 1), CLOSEST) : 1;
    if (factor) {
      const kept = before / this.zoomed;
      this.centre = { x: about.x + (this.centre.x - about.x) * kept, y: about.y + (this.centre.y - about.y) * kept };
    }
    this.place();
  }

  private get scale(): number {
    const { layout } = this;
    return layout ? Math.min(this.wide / layout.width, this.tall / layout.height, 1.6) * this.zoomed : 1;
  }

  private place(): void {
    const { scale, centre } = this;
    const [wide, tall] = [this.wide / scale, this.tall / scale];
    this.svg.setAttribute("viewBox", `${centre.x - wide / 2} ${centre.y - tall / 2} ${wide} ${tall}`);
    this.svg.setAttribute("width", `${this.wide}`);
    this.svg.setAttribute("height", `${this.tall}`);
    this.scene.setAttribute("font-size", `${12 / scale}`);
    this.name();
  }

  /** Names where there is room for them, the best connected first; those that are lit always. */
  private name(): void {
    const { layout, scale } = this;
    if (!layout) return;
    const lit = (one: PlacedNode) => /selected|near/.test(this.nodes.get(one.node.id)?.getAttribute("class") ?? "");
    const [left, right] = [this.centre.x * scale - this.wide / 2, this.centre.x * scale + this.wide / 2];
    const rank = (one: PlacedNode) => (lit(one) ? 1000 : 0) + one.width;
    const order = [...layout.nodes].sort((a, b) => rank(b) - rank(a) || (a.node.id < b.node.id ? -1 : 1));
    const discs = layout.nodes.map((one) => around(one, scale));
    const taken: Box[] = [];
    order.forEach((one, number) => {
      const text = this.label.get(one.node.id);
      if (!text) return;
      const chosen = /selected/.test(this.nodes.get(one.node.id)?.getAttribute("class") ?? "");
      // The names of the best connected stand even over discs; others keep clear of them.
      const against = number < ALWAYS || lit(one) ? taken : [...taken, ...discs];
      const own = around(one, scale);
      const side = sides(one, scale).find(({ box }) =>
        box.left > left && box.right < right && against.every((other) => apart(box, other) || same(own, other)));
      const found = side ?? (chosen ? sides(one, scale)[0] : undefined);
      text.classList.toggle("away", !found);
      text.classList.toggle("faded", this.scene.classList.contains("dim") && !lit(one));
      if (!found) return;
      taken.push(found.box);
      text.setAttribute("x", `${found.x / scale}`);
      text.setAttribute("y", `${one.y + 4 / scale}`);
      text.setAttribute("text-anchor", found.anchor);
    });
  }

  private reveal(id: string): void {
    const placed = this.layout?.nodes.find((one) => one.node.id === id);
    if (!placed || !this.round) return;
    const [wide, tall] = [this.wide / this.scale, this.tall / this.scale];
    if (Math.abs(placed.x - this.centre.x) < wide / 2 && Math.abs(placed.y - this.centre.y) < tall / 2) return;
    this.centre = { x: placed.x, y: placed.y };
    this.place();
  }

  private listen(): void {
    let last: { x: number; y: number } | null = null;
    let held = false;
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType === "mouse") last = { x: event.clientX, y: event.clientY };
    });
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("pointermove", (event) => {
      if (!last || (!held && Math.hypot(event.clientX - last.x, event.clientY - last.y) < 5)) return;
      if (!held) this.svg.setPointerCapture(event.pointerId);
      held = true;
      this.centre.x -= (event.clientX - last.x) / this.scale;
      this.centre.y -= (event.clientY - last.y) / this.scale;
      last = { x: event.clientX, y: event.clientY };
      this.place();
    });
    const end = () => {
      last = null;
      setTimeout(() => (held = false));
    };
    this.svg.addEventListener("pointerup", end);
    this.svg.addEventListener("pointercancel", end);
    this.svg.addEventListener("click", (event) => held && event.preventDefault(), { capture: true });
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !this.svg.contains(document.activeElement)) return;
      event.preventDefault();
      const box = this.svg.getBoundingClientRect();
      const at = {
        x: this.centre.x + (event.clientX - box.left - this.wide / 2) / this.scale,
        y: this.centre.y + (event.clientY - box.top - this.tall / 2) / this.scale,
      };
      this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 120), at);
    }, { passive: false });
  }
}

/** Draw a graph in `host`. */
export function graph(host: HTMLElement, value: GraphValue): void {
  const framed = frame(host);
  if (value.nodes.length) new Drawing(framed, value);
}
