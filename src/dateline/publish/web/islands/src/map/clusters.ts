/** Points that stand at one place, or too close to be told apart at a scale, as one mark. */

import type { Point } from "../value";

export interface Cluster {
  points: Point[];
  longitude: number;
  latitude: number;
  /** The name of the place that most of its points have. */
  name: string;
  /** How many other places are in it. */
  others: number;
  /** The best that is known of any of its points: "point", "region" or "country". */
  precision: "point" | "region" | "country";
}

/** Marks nearer than this are one, in px. */
const NEAR = 20;
const WORLD = 512;

/** Where a point stands on a square world of a scale, in px (Web Mercator). */
function square({ longitude, latitude }: Point, zoom: number): [number, number] {
  const size = WORLD * 2 ** zoom;
  const y = Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, latitude)) * Math.PI) / 360));
  return [((longitude + 180) / 360) * size, (0.5 - y / (2 * Math.PI)) * size];
}

function precision(points: Point[]): Cluster["precision"] {
  const known = new Set(points.map((one) => one.precision));
  if ([...known].some((one) => one !== "country" && one !== "region")) return "point";
  return known.has("region") ? "region" : "country";
}

function describe(points: Point[]): Cluster {
  const names = new Map<string, number>();
  for (const one of points) names.set(one.place ?? one.label, (names.get(one.place ?? one.label) ?? 0) + 1);
  const [most] = [...names].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const name = most?.[0] ?? "";
  const exact = points.find((one) => (one.place ?? one.label) === name) ?? points[0]!;
  return {
    points, name, others: names.size - 1, longitude: exact.longitude, latitude: exact.latitude, precision: precision(points),
  };
}

/** Points as marks at a zoom; what is known only by its country never joins what is known better. */
export function clusters(points: Point[], zoom: number): Cluster[] {
  const groups: { at: [number, number]; country: boolean; points: Point[] }[] = [];
  for (const point of points) {
    const at = square(point, zoom);
    const country = point.precision === "country";
    const near = groups.find((one) => one.country === country && Math.hypot(one.at[0] - at[0], one.at[1] - at[1]) < NEAR);
    if (near) near.points.push(point);
    else groups.push({ at, country, points: [point] });
  }
  return groups.map((one) => describe(one.points));
}
