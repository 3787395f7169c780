/** The map's style: land and sea like paper; no letters, which would need a server of glyphs. */

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import type { Colours } from "./colours";
import type { Country, World } from "./world";

export interface Drawn {
  areas: Country[];
  routes: FeatureCollection;
}

const DASHES: Record<string, number[]> = { planned: [3, 2.2], inferred: [0.6, 2], impossible: [1.6, 1.6] };

function collection(features: Country[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function route(kind: string, colours: Colours): LayerSpecification[] {
  const plain = kind === "attested";
  const own: unknown[] = ["match", ["get", "kind"], Object.keys(DASHES), false, true];
  const filter = (plain ? own : ["==", ["get", "kind"], kind]) as never;
  const colour = kind === "impossible" ? colours.warn : colours.ink;
  const dash = DASHES[kind];
  return [
    {
      id: `route-${kind}`, type: "line", source: "routes", filter,
      layout: { "line-cap": kind === "inferred" ? "round" : "butt", "line-join": "round" },
      paint: { "line-color": colour, "line-width": 1.5, "line-opacity": 0.8, ...(dash ? { "line-dasharray": dash } : {}) },
    },
    {
      id: `way-${kind}`, type: "symbol", source: "routes", filter,
      layout: {
        "symbol-placement": "line-center", "icon-image": kind === "impossible" ? "cross" : "way",
        "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-rotation-alignment": kind === "impossible" ? "viewport" : "map",
      },
      paint: { "icon-color": colour },
    },
  ];
}

/** The layers that lie over any ground: areas of points that are no points, and routes. */
export function overlay(colours: Colours): LayerSpecification[] {
  return [
    { id: "area", type: "fill", source: "areas", paint: { "fill-color": colours.area, "fill-opacity": 0.13 } },
    {
      id: "area-edge", type: "line", source: "areas",
      paint: { "line-color": colours.area, "line-opacity": 0.55, "line-width": 1, "line-dasharray": [2, 2] },
    },
    ...["attested", ...Object.keys(DASHES)].flatMap((kind) => route(kind, colours)),
  ];
}

/** The sources of the overlay. */
export function sources(drawn: Drawn): StyleSpecification["sources"] {
  return {
    areas: { type: "geojson", data: collection(drawn.areas) },
    routes: { type: "geojson", data: drawn.routes },
  };
}

/** The style that needs nothing but the file of countries. */
export function paper(world: World, drawn: Drawn, colours: Colours): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: collection(world.countries), maxzoom: 6, tolerance: 0.25 },
      borders: { type: "geojson", data: world.borders, maxzoom: 6, tolerance: 0.25 },
      coasts: { type: "geojson", data: world.coasts, maxzoom: 6, tolerance: 0.25 },
      ...sources(drawn),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colours.land, "fill-antialias": false } },
      { id: "border", type: "line", source: "borders", paint: { "line-color": colours.border, "line-width": 0.8 } },
      { id: "coast", type: "line", source: "coasts", paint: { "line-color": colours.coast, "line-width": 0.7 } },
      ...overlay(colours),
    ],
  };
}

/** The new colours of each layer, when light turns to dark. */
export function repaint(set: (layer: string, name: string, value: string) => void, colours: Colours): void {
  set("sea", "background-color", colours.sea);
  set("land", "fill-color", colours.land);
  set("border", "line-color", colours.border);
  set("coast", "line-color", colours.coast);
  set("area", "fill-color", colours.area);
  set("area-edge", "line-color", colours.area);
  for (const kind of ["attested", ...Object.keys(DASHES)]) {
    const colour = kind === "impossible" ? colours.warn : colours.ink;
    set(`route-${kind}`, "line-color", colour);
    set(`way-${kind}`, "icon-color", colour);
  }
}

/** Signs on routes: which way, and that it cannot be. Drawn by hand, as images need an address. */
export function sign(shape: "way" | "cross"): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const brush = canvas.getContext("2d")!;
  brush.lineWidth = 4;
  brush.beginPath();
  if (shape === "way") {
    brush.moveTo(6, 3);
    brush.lineTo(20, 12);
    brush.lineTo(6, 21);
    brush.fill();
  } else {
    brush.moveTo(4, 4);
    brush.lineTo(20, 20);
    brush.moveTo(20, 4);
    brush.lineTo(4, 20);
    brush.stroke();
  }
  return brush.getImageData(0, 0, 24, 24);
}
