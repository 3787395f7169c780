/** Land, coasts and borders, from the file that the build made of world-atlas. */

import { feature, mesh } from "topojson-client";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon, Position } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";
import { unwrapped } from "./routes";

export type Country = Feature<Polygon | MultiPolygon>;

export interface World {
  countries: Country[];
  borders: MultiLineString;
  coasts: MultiLineString;
}

/** In degrees of longitude: Canada is shown whole, Russia is not. */
const WIDEST = 100;

let asked: Promise<World> | null = null;

/** The world, asked for once a page. */
export function world(): Promise<World> {
  asked ??= load();
  return asked;
}

async function load(): Promise<World> {
  const answer = await fetch(new URL(/* @vite-ignore */ "./world.json", import.meta.url));
  if (!answer.ok) throw new Error(`world.json: ${answer.status}`);
  const topology = (await answer.json()) as Topology<{ countries: GeometryCollection }>;
  const all = feature(topology, topology.objects.countries) as FeatureCollection<Polygon | MultiPolygon>;
  return {
    countries: all.features.map(whole),
    borders: joined(mesh(topology, topology.objects.countries, (a, b) => a !== b)),
    coasts: joined(mesh(topology, topology.objects.countries, (a, b) => a === b)),
  };
}

/** Lines that go on past the 180th meridian rather than jump to the other side of the map. */
function joined(lines: MultiLineString): MultiLineString {
  return { type: "MultiLineString", coordinates: lines.coordinates.map(unwrapped) };
}

/** A ring likewise; one that goes around a pole is closed along it. */
function ring(spots: Position[]): Position[] {
  const out = unwrapped(spots);
  const [first, last] = [out[0]!, out.at(-1)!];
  if (Math.abs(first[0]! - last[0]!) < 180) return out;
  const pole = first[1]! < 0 ? -90 : 90;
  return [...out, [last[0]!, pole], [first[0]!, pole], first];
}

function whole(country: Country): Country {
  const { geometry } = country;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return { ...country, geometry: { type: "MultiPolygon", coordinates: polygons.map((one) => one.map(ring)) } };
}

/** Two corners of the box around a country's biggest piece of land; none where it spans so much that it says nothing. */
export function corners({ geometry }: Country): { longitude: number; latitude: number }[] {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const boxes = polygons.map(([outer]) => {
    const xs = outer!.map((one) => one[0]!);
    const ys = outer!.map((one) => one[1]!);
    return { west: Math.min(...xs), east: Math.max(...xs), south: Math.min(...ys), north: Math.max(...ys) };
  });
  const size = (one: (typeof boxes)[number]) => (one.east - one.west) * (one.north - one.south);
  const biggest = boxes.sort((a, b) => size(b) - size(a))[0];
  if (!biggest || biggest.east - biggest.west > WIDEST) return [];
  return [{ longitude: biggest.west, latitude: biggest.south }, { longitude: biggest.east, latitude: biggest.north }];
}

function inRing(ring: Position[], x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i] as [number, number];
    const [bx, by] = ring[j] as [number, number];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}

/** The country around a point, if the point is on land. */
export function around(countries: Country[], longitude: number, latitude: number): Country | undefined {
  return countries.find(({ geometry }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return [longitude, longitude + 360, longitude - 360].some((x) => polygons.some(([outer, ...holes]) =>
      inRing(outer!, x, latitude) && !holes.some((hole) => inRing(hole, x, latitude))));
  });
}
