/** Land, coasts and borders, from the file that the build made of world-atlas. */

import { feature, mesh } from "topojson-client";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon, Position } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";

export type Country = Feature<Polygon | MultiPolygon>;

export interface World {
  countries: Country[];
  borders: MultiLineString;
  coasts: MultiLineString;
}

let asked: Promise<World> | null = null;

/** The world, asked for once a page. */
export function world(): Promise<World> {
  asked ??= load();
  return asked;
}

async function load(): Promise<World> {
  const answer = await fetch(new URL("./world.json", import.meta.url));
  if (!answer.ok) throw new Error(`world.json: ${answer.status}`);
  const topology = (await answer.json()) as Topology<{ countries: GeometryCollection }>;
  const all = feature(topology, topology.objects.countries) as FeatureCollection<Polygon | MultiPolygon>;
  return {
    countries: all.features,
    borders: mesh(topology, topology.objects.countries, (a, b) => a !== b),
    coasts: uncut(mesh(topology, topology.objects.countries, (a, b) => a === b)),
  };
}

/** Coasts without the seam along the 180th meridian. */
function uncut(coasts: MultiLineString): MultiLineString {
  const seam = (spot: Position) => Math.abs(spot[0]!) > 179.99 || spot[1]! < -89.9;
  const kept: Position[][] = [];
  for (const line of coasts.coordinates) {
    let part: Position[] = [];
    line.forEach((spot, i) => {
      const next = line[i + 1];
      part.push(spot);
      if (next && seam(spot) && seam(next)) {
        if (part.length > 1) kept.push(part);
        part = [];
      }
    });
    if (part.length > 1) kept.push(part);
  }
  return { type: "MultiLineString", coordinates: kept };
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
    return polygons.some(([outer, ...holes]) =>
      inRing(outer!, longitude, latitude) && !holes.some((hole) => inRing(hole, longitude, latitude)));
  });
}
