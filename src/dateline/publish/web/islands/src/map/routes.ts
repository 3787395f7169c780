/** Lines between points: along great circles, and the short way over the 180th meridian. */

import type { Feature, FeatureCollection, LineString, Position } from "geojson";
import type { Line, Point } from "../value";

const RADIAN = Math.PI / 180;
const PIECES = 48;

type Vector = [number, number, number];

function vector({ longitude, latitude }: Point): Vector {
  const [x, y] = [longitude * RADIAN, latitude * RADIAN];
  return [Math.cos(y) * Math.cos(x), Math.cos(y) * Math.sin(x), Math.sin(y)];
}

/** Points along the great circle. */
function arc(from: Point, to: Point): Position[] {
  const [a, b] = [vector(from), vector(to)];
  const angle = Math.acos(Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  if (angle < 0.02 || angle > Math.PI - 0.01) return unwrapped([[from.longitude, from.latitude], [to.longitude, to.latitude]]);
  const spots = Array.from({ length: PIECES + 1 }, (_, i): Position => {
    const [p, q] = [Math.sin((1 - i / PIECES) * angle), Math.sin((i / PIECES) * angle)];
    const [x, y, z] = a.map((one, k) => (one * p + b[k]! * q) / Math.sin(angle)) as Vector;
    return [Math.atan2(y, x) / RADIAN, Math.atan2(z, Math.hypot(x, y)) / RADIAN];
  });
  return unwrapped(spots);
}

/** Spots whose longitudes go on past 180 degrees rather than jump. */
export function unwrapped(spots: Position[]): Position[] {
  let turn = 0;
  return spots.map(([x = 0, y = 0], i) => {
    const before = spots[i - 1]?.[0] ?? x;
    if (x - before > 180) turn -= 360;
    if (x - before < -180) turn += 360;
    return [x + turn, y];
  });
}

/** The lines as GeoJSON, with their kinds. */
export function routes(lines: Line[], points: Point[]): FeatureCollection<LineString, { kind: string }> {
  const known = new Map(points.map((one) => [one.id, one]));
  const features = lines.flatMap((line): Feature<LineString, { kind: string }>[] => {
    const [from, to] = [known.get(line.from), known.get(line.to)];
    if (!from || !to || (from.longitude === to.longitude && from.latitude === to.latitude)) return [];
    const geometry: LineString = { type: "LineString", coordinates: arc(from, to) };
    return [{ type: "Feature", geometry, properties: { kind: line.kind } }];
  });
  return { type: "FeatureCollection", features };
}
