/** Takes over each element with data-island; what a page does not hold is not loaded. */

import "./islands.css";
import { listen } from "./keys";
import { link } from "./linked";
import { graphValue, mapValue, read, timelineValue } from "./value";

async function take(host: HTMLElement): Promise<void> {
  const raw = read(host);
  if (!raw) return;
  if (host.dataset["island"] === "timeline") {
    const value = timelineValue(raw);
    if (value.items.length) (await import("./timeline")).timeline(host, value);
  } else if (host.dataset["island"] === "graph") {
    const value = graphValue(raw);
    if (value.nodes.length) (await import("./graph")).graph(host, value);
  } else if (host.dataset["island"] === "map") {
    const value = mapValue(raw);
    if (value.points.length) await (await import("./map")).map(host, value);
  }
}

listen();
link();
for (const host of document.querySelectorAll<HTMLElement>("[data-island]")) {
  // An island that fails leaves its list; the reason goes to the console, for whoever looks for it.
  take(host).catch((reason: unknown) => console.warn(`dateline: no ${host.dataset["island"]} drawn:`, reason));
}
