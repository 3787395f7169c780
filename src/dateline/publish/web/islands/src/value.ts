/** What a page hands to an island: JSON in data-value, checked and cleaned before anything is drawn from it. */

export interface Item {
  id: string;
  label: string;
  start: string | null;
  end: string | null;
  kind: string;
  href: string | null;
  origins: number;
  outlets: number | null;
}

export interface Point extends Item {
  place: string | null;
  latitude: number;
  longitude: number;
  precision: string | null;
}

export interface Line {
  from: string;
  to: string;
  kind: string;
}

export interface MapValue {
  points: Point[];
  lines: Line[];
  tiles: string | null;
}

export interface TimelineValue {
  items: Item[];
  now: string | null;
}

export interface GraphNode {
  id: string;
  label: string;
  kind: string;
  interest: string | null;
  href: string | null;
  origin: boolean;
  party: boolean;
}

export interface GraphEdge {
  from: string;
  to: string;
  label: string;
  weight: number;
  kind: string;
}

export interface GraphValue {
  nodes: GraphNode[];
  edges: GraphEdge[];
  layout: "layered" | "force";
}

type Raw = Record<string, unknown>;

/** Longest label that is kept: more than any tooltip can show. */
const LONGEST = 400;
/** Controls, and the marks that turn the direction of the text after them. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** Text as it can be shown in one line. */
export function clean(value: unknown): string {
  if (typeof value !== "string") return "";
  const text = value.slice(0, LONGEST * 4).replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}

/** An address on this server, or null: nothing that leads elsewhere or runs. */
export function address(value: unknown): string | null {
  return typeof value === "string" && /^\/(?![/\\])[^\u0000-\u0020\\]*$/.test(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}

function rows(value: unknown): Raw[] {
  return Array.isArray(value) ? value.filter((one): one is Raw => typeof one === "object" && one !== null) : [];
}

function item(raw: Raw): Item {
  const id = typeof raw["id"] === "number" ? `${raw["id"]}` : (text(raw["id"]) ?? "");
  return {
    id,
    label: clean(raw["label"]) || clean(id),
    start: text(raw["start"]),
    end: text(raw["end"]),
    kind: text(raw["kind"]) ?? "event",
    href: address(raw["href"]),
    origins: count(raw["origins"]),
    outlets: typeof raw["outlets"] === "number" ? count(raw["outlets"]) : null,
  };
}

function onEarth(latitude: unknown, longitude: unknown): boolean {
  const within = (value: unknown, limit: number) => typeof value === "number" && Math.abs(value) <= limit;
  return within(latitude, 90) && within(longitude, 180);
}

/** The value of a map; points without coordinates are left out, and lines whose ends are. */
export function mapValue(raw: Raw): MapValue {
  const points = rows(raw["points"])
    .filter((one) => onEarth(one["latitude"], one["longitude"]))
    .map((one) => ({
      ...item(one),
      place: clean(one["place"]) || null,
      latitude: one["latitude"] as number,
      longitude: one["longitude"] as number,
      precision: text(one["precision"]),
    }))
    .filter((one) => one.id);
  const known = new Set(points.map((one) => one.id));
  const lines = rows(raw["lines"])
    .map((one) => ({ from: `${one["from"]}`, to: `${one["to"]}`, kind: text(one["kind"]) ?? "attested" }))
    .filter((one) => known.has(one.from) && known.has(one.to));
  return { points, lines, tiles: text(raw["tiles"]) };
}

/** The value of a timeline. */
export function timelineValue(raw: Raw): TimelineValue {
  return { items: rows(raw["items"]).map(item).filter((one) => one.id), now: text(raw["now"]) };
}

/** The value of a graph; edges to nodes that are not there, and from a node to itself, are left out. */
export function graphValue(raw: Raw): GraphValue {
  const nodes = new Map<string, GraphNode>();
  for (const one of rows(raw["nodes"])) {
    const id = text(one["id"]);
    if (!id || nodes.has(id)) continue;
    nodes.set(id, {
      id,
      label: clean(one["label"]) || clean(id),
      kind: text(one["kind"]) ?? "",
      interest: clean(one["interest"]) || null,
      href: address(one["href"]),
      origin: one["origin"] === true,
      party: one["party"] === true,
    });
  }
  const edges = rows(raw["edges"])
    .map((one) => ({
      from: `${one["from"]}`,
      to: `${one["to"]}`,
      label: clean(one["label"]),
      weight: count(one["weight"]) || 1,
      kind: text(one["kind"]) ?? "",
    }))
    .filter((one) => nodes.has(one.from) && nodes.has(one.to) && one.from !== one.to);
  return { nodes: [...nodes.values()], edges, layout: raw["layout"] === "force" ? "force" : "layered" };
}

/** The JSON of an island; null where it is not an object. */
export function read(host: HTMLElement): Raw | null {
  try {
    const value: unknown = JSON.parse(host.dataset["value"] ?? "null");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : null;
  } catch {
    return null;
  }
}
