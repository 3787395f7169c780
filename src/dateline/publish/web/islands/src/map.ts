/** The map: where it happened, over a quiet ground from a file of this server, or over a style of the reader's own. */

import "maplibre-gl/dist/maplibre-gl.css";
import { Map as Ground, setWorkerUrl } from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { brief, Card, entries } from "./card";
import { button, make, still } from "./dom";
import { frame, type Frame } from "./frame";
import { onSelect, select } from "./linked";
import { clusters } from "./map/clusters";
import { colours } from "./map/colours";
import { type Mark, mark, name } from "./map/marks";
import { routes } from "./map/routes";
import { type Drawn, overlay, paper, repaint, sign, sources } from "./map/style";
import { around, corners, type Country, world } from "./map/world";
import type { MapValue, Point } from "./value";
import { WORDS } from "./words";

/** No closer at first than this: the ground has no streets. */
const CLOSEST_FIRST = 4.6;
const CLOSEST = 8;
const CLOSEST_TILES = 18;
/** A ground that has not come by then will not come, in ms. */
const PATIENCE = 20_000;

type Spot = Pick<Point, "longitude" | "latitude">;

function possible(): boolean {
  return !!document.createElement("canvas").getContext("webgl2");
}

/** The countries of points of which no more is known. */
function areas(points: Point[], countries: Country[]): Country[] {
  const vague = points.filter((one) => one.precision === "country");
  const found = vague.map((one) => around(countries, one.longitude, one.latitude));
  return [...new Set(found)].filter((one): one is Country => !!one);
}

/** The points, and the countries of which no more is known, so that it is seen where in the world they lie. */
function reach(points: Point[], drawn: Country[]): Spot[] {
  return [...points, ...drawn.flatMap(corners)];
}

/** The smallest box around points; over the 180th meridian where that is the shorter way. */
function bounds(points: Spot[]): [[number, number], [number, number]] {
  const xs = points.map((one) => one.longitude).sort((a, b) => a - b);
  const ys = points.map((one) => one.latitude);
  let [from, gap] = [0, xs[0]! + 360 - xs.at(-1)!];
  xs.forEach((x, i) => {
    const before = xs[i - 1];
    if (before !== undefined && x - before > gap) [from, gap] = [i, x - before];
  });
  const west = xs[from]!;
  return [[west, Math.min(...ys)], [west + 360 - gap, Math.max(...ys)]];
}

class Chart {
  private readonly layer = make("div", { class: "mp-marks" });
  private readonly card: Card;
  private marks: Mark[] = [];
  private zoom = Number.NaN;
  private chosen: string | null = null;

  constructor(
    private readonly framed: Frame, private readonly ground: Ground, private readonly value: MapValue,
    private readonly box: ReturnType<typeof bounds>,
  ) {
    framed.stage.append(this.layer);
    this.card = new Card(framed.stage);
    framed.bar.append(
      make("span", { class: "island-shown" }, WORDS.events(value.points.length)),
      button("−", WORDS.wider, () => ground.zoomOut()),
      button("+", WORDS.closer, () => ground.zoomIn()),
      button(WORDS.whole, WORDS.whole, () => this.whole()),
    );
    ground.on("move", () => this.render());
    ground.on("moveend", () => this.rename());
    new ResizeObserver(() => {
      ground.resize();
      this.render();
      this.rename();
    }).observe(framed.stage);
    onSelect(framed.host, ({ id }) => this.follow(id));
    this.render();
    this.rename();
  }

  private whole(): void {
    this.ground.fitBounds(this.box, { padding: 56, maxZoom: CLOSEST_FIRST, animate: !still() });
  }

  private at({ cluster }: Mark): { x: number; y: number } {
    const centre = this.ground.getCenter().lng;
    const turns = Math.round((centre - cluster.longitude) / 360);
    return this.ground.project([cluster.longitude + turns * 360, cluster.latitude]);
  }

  private render(): void {
    const zoom = Math.round(this.ground.getZoom() * 4) / 4;
    if (zoom !== this.zoom) {
      this.zoom = zoom;
      this.build(zoom);
    }
    const { clientWidth: wide, clientHeight: tall } = this.framed.stage;
    for (const one of this.marks) {
      const { x, y } = this.at(one);
      one.element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      one.element.classList.toggle("away", x < -20 || y < -20 || x > wide + 20 || y > tall + 20);
    }
  }

  private rename(): void {
    const { clientWidth: wide, clientHeight: tall } = this.framed.stage;
    name(this.marks, (one) => this.at(one), { wide, tall });
  }

  private build(zoom: number): void {
    const focused = this.marks.find((one) => one.element === document.activeElement)?.cluster.points[0];
    this.marks = clusters(this.value.points, zoom).map(mark);
    // From north to south, so that what stands in front is also what is drawn last.
    this.marks.sort((a, b) => b.cluster.latitude - a.cluster.latitude);
    this.layer.replaceChildren(...this.marks.map((one) => one.element));
    for (const one of this.marks) this.listen(one);
    if (focused) this.of(focused.id)?.element.focus({ preventScroll: true });
    if (this.chosen) this.light(this.chosen);
    this.rename();
  }

  private of(id: string): Mark | undefined {
    return this.marks.find((one) => one.cluster.points.some((point) => point.id === id));
  }

  private listen(one: Mark): void {
    const { element, cluster } = one;
    const [first] = cluster.points;
    const pass = () => {
      const { x, y } = this.at(one);
      const more = cluster.points.length > 1 ? [make("p", {}, make("bdi", { class: "island-label" }, element.getAttribute("aria-label") ?? ""))] : [brief(first!)];
      this.card.pass({ x, y: y - one.size / 2 }, ...more);
      if (cluster.points.length > 1) return;
      this.light(first!.id);
      select(first!.id, { via: "pass", from: element });
    };
    element.addEventListener("pointerenter", pass);
    element.addEventListener("pointerleave", () => this.card.leave());
    element.addEventListener("blur", () => this.card.leave());
    element.addEventListener("focus", () => {
      // Brought in by maplibre's own means: a scrolled container would part marks and ground.
      this.framed.stage.scrollTo(0, 0);
      this.layer.scrollTo(0, 0);
      this.reveal(one);
      pass();
    });
    element.addEventListener("click", () => {
      const { x, y } = this.at(one);
      this.light(first!.id);
      if (cluster.points.length === 1) select(first!.id, { via: "choose", from: element });
      this.card.pin({ x, y: y - one.size / 2 }, element, entries(cluster.points, this.framed.host));
    });
  }

  private light(id: string): void {
    this.chosen = id;
    const lit = this.of(id);
    for (const one of this.marks) one.element.classList.toggle("selected", one === lit);
  }

  private follow(id: string): void {
    const one = this.of(id);
    this.light(id);
    if (one) this.reveal(one);
  }

  private reveal(one: Mark): void {
    const { x, y } = this.at(one);
    const { clientWidth: wide, clientHeight: tall } = this.framed.stage;
    if (x > 20 && y > 20 && x < wide - 20 && y < tall - 20) return;
    this.ground.easeTo({ center: [one.cluster.longitude, one.cluster.latitude], animate: !still() });
  }
}

function legend(value: MapValue, many: boolean): HTMLElement[] {
  const parts: [string, string | undefined][] = [];
  const vague = value.points.some((one) => one.precision === "country" || one.precision === "region");
  if (vague) parts.push(["mp-key country", WORDS.legend["area"]]);
  if (value.points.some((one) => !one.origins && one.precision !== "country")) parts.push(["mp-key none", WORDS.legend["none"]]);
  if (many) parts.push(["mp-key many", WORDS.legend["places"]]);
  for (const kind of ["planned", "inferred", "impossible"]) {
    if (value.lines.some((one) => one.kind === kind)) parts.push([`mp-key line ${kind}`, WORDS.legend[kind]]);
  }
  const signs = parts.map(([name, words]) => make("span", {}, make("i", { class: name, "aria-hidden": "true" }), words));
  return value.tiles ? signs : [...signs, make("span", { class: "island-credit" }, WORDS.map)];
}

/** Wait for the ground; fail where it does not come. */
function loaded(ground: Ground): Promise<void> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("the map did not load in time")), PATIENCE);
    ground.once("load", () => {
      clearTimeout(late);
      done();
    });
  });
}

/** Follow light, dark and print. */
function follow(ground: Ground): void {
  const paint = (printed: boolean) => {
    const set = (layer: string, property: string, value: string) => {
      if (ground.getLayer(layer)) ground.setPaintProperty(layer, property as never, value as never);
    };
    repaint(set, colours(printed));
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(false));
  addEventListener("beforeprint", () => {
    paint(true);
    ground.redraw();
  });
  addEventListener("afterprint", () => paint(false));
}

/** Draw a map in `host`; without WebGL, or where it fails, the page's own list stays. */
export async function map(host: HTMLElement, value: MapValue): Promise<void> {
  if (!possible()) return;
  const shapes = await world();
  const framed = frame(host);
  const drawn: Drawn = { areas: areas(value.points, shapes.countries), routes: routes(value.lines, value.points) };
  const box = bounds(reach(value.points, drawn.areas));
  const container = make("div", { class: "mp" });
  framed.stage.append(container);
  setWorkerUrl(new URL(worker, import.meta.url).href);
  let ground: Ground | null = null;
  try {
    ground = new Ground({
      container, bounds: box, fitBoundsOptions: { padding: 56, maxZoom: CLOSEST_FIRST },
      style: value.tiles ?? paper(shapes, drawn, colours()),
      maxZoom: value.tiles ? CLOSEST_TILES : CLOSEST,
      attributionControl: value.tiles ? { compact: true } : false,
      cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      locale: {
        "CooperativeGesturesHandler.WindowsHelpText": WORDS.gesture.windows,
        "CooperativeGesturesHandler.MacHelpText": WORDS.gesture.mac,
        "CooperativeGesturesHandler.MobileHelpText": WORDS.gesture.mobile,
        "Map.Title": WORDS.mapKeys,
      },
    });
    ground.keyboard.disableRotation();
    ground.touchZoomRotate.disableRotation();
    if (!value.tiles) signs(ground);
    const chart = new Chart(framed, ground, value, box);
    void chart;
    const many = clusters(value.points, ground.getZoom()).some((one) => one.points.length > 1);
    framed.legend.append(...legend(value, many));
    await loaded(ground);
    if (value.tiles) overTiles(ground, drawn);
    follow(ground);
    // For whoever waits for the picture: tests and screenshots.
    framed.stage.classList.add("ready");
  } catch (reason) {
    ground?.remove();
    framed.restore();
    throw reason;
  }
}

function signs(ground: Ground): void {
  for (const shape of ["way", "cross"] as const) ground.addImage(shape, sign(shape), { sdf: true, pixelRatio: 2 });
}

function overTiles(ground: Ground, drawn: Drawn): void {
  signs(ground);
  for (const [id, source] of Object.entries(sources(drawn))) ground.addSource(id, source);
  for (const layer of overlay(colours())) ground.addLayer(layer);
}
