import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const require = createRequire(import.meta.url);

interface Atlas {
  type: "Topology";
  transform: unknown;
  arcs: unknown[];
  objects: Record<string, { type: string; geometries: { properties?: unknown }[] }>;
}

/** The countries of world-atlas (Natural Earth 1:50m, public domain) as TopoJSON without their names: a third of the
 *  size that they have as GeoJSON. The page turns them into shapes itself. */
function world(): Plugin {
  return {
    name: "world",
    generateBundle() {
      const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf-8")) as Atlas;
      const countries = atlas.objects["countries"]!;
      for (const geometry of countries.geometries) delete geometry.properties;
      const source = JSON.stringify({ ...atlas, objects: { countries } });
      this.emitFile({ type: "asset", fileName: "world.json", source });
    },
  };
}

/** Each library's licence, as their terms ask, beside what was made of it. */
function licences(names: string[]): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const texts = names.map((name) => {
        const root = dirname(fileURLToPath(new URL(`node_modules/${name}/package.json`, import.meta.url)));
        const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf-8")) as { version: string };
        const file = ["LICENSE", "LICENSE.txt", "LICENSE.md"].find((one) => {
          try {
            return readFileSync(`${root}/${one}`, "utf-8");
          } catch {
            return undefined;
          }
        });
        if (!file) throw new Error(`${name} ${version} brings no licence along`);
        return `${name} ${version}\n\n${readFileSync(`${root}/${file}`, "utf-8").trim()}\n`;
      });
      this.emitFile({ type: "asset", fileName: "LICENCES.txt", source: texts.join(`\n${"-".repeat(72)}\n\n`) });
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [
    world(),
    licences([
      "@dagrejs/dagre", "@dagrejs/graphlib", "d3-array", "d3-color", "d3-dispatch", "d3-force", "d3-format",
      "d3-interpolate", "d3-quadtree", "d3-scale", "d3-time", "d3-time-format", "d3-timer", "internmap", "maplibre-gl",
      "topojson-client", "world-atlas",
    ]),
  ],
  build: {
    outDir: "../static/islands",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Nothing inlined as data: or blob: addresses: the pages' Content-Security-Policy allows only files of this server.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { islands: "src/islands.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
