/** The marks over the map: buttons, which the keyboard reaches, with names where there is room. */

import { cut, make, width } from "../dom";
import { WORDS } from "../words";
import type { Cluster } from "./clusters";

export interface Mark {
  cluster: Cluster;
  element: HTMLButtonElement;
  name: HTMLElement;
  /** Size of the mark and of its name, in px. */
  size: number;
  wide: number;
}

const SIZE = 12;
const LONGEST = 150;
/** No mark is harder to hit than one of this size, in px. */
const LEAST = 24;

function strongest(cluster: Cluster): number {
  return Math.max(...cluster.points.map((one) => one.origins));
}

function kind(cluster: Cluster): string {
  const kinds = new Set(cluster.points.map((one) => one.kind));
  const [only] = kinds;
  return kinds.size === 1 && only ? only : "event";
}

function size(cluster: Cluster): number {
  if (cluster.points.length > 1) return Math.min(18 + 3 * Math.log2(cluster.points.length), 34);
  return cluster.precision === "country" ? 18 : Math.min(9 + 3 * Math.sqrt(Math.max(strongest(cluster) - 1, 0)), 17);
}

/** A mark for a cluster. */
export function mark(cluster: Cluster): Mark {
  const many = cluster.points.length > 1;
  const told = many
    ? `${cluster.name}: ${WORDS.events(cluster.points.length)}`
    : [cluster.points[0]!.place, cluster.points[0]!.label].filter((one, i, all) => one && all.indexOf(one) === i).join(": ");
  const wide = size(cluster);
  const disc = make("span", { class: "mp-disc" }, many ? `${cluster.points.length}` : "");
  disc.style.width = disc.style.height = `${wide}px`;
  const reach = Math.max(wide, LEAST);
  const text = cut(cluster.name + (cluster.others ? ` +${cluster.others}` : ""), LONGEST, SIZE, 600);
  const name = make("bdi", { class: "mp-name", "aria-hidden": "true" }, text);
  const classes = `mp-mark ${cluster.precision} ${kind(cluster).replace(/[^a-z]/g, "")}${strongest(cluster) ? "" : " none"}`;
  name.style.setProperty("--mp-away", `${wide / 2 + 4}px`);
  const element = make("button", { type: "button", class: classes, "aria-label": told }, disc, name);
  element.style.width = element.style.height = `${reach}px`;
  element.style.margin = `${-reach / 2}px`;
  return { cluster, element, name, size: wide, wide: width(text, SIZE, 600) };
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function clear(box: Box, taken: Box[]): boolean {
  return taken.every((one) => box.right < one.left || box.left > one.right || box.bottom < one.top || box.top > one.bottom);
}

/** Put names to the right of, to the left of, below or above their marks, the biggest first; without room, none. */
export function name(marks: Mark[], at: (mark: Mark) => { x: number; y: number }, room: { wide: number; tall: number }): void {
  const discs = new Map(marks.map((one): [Mark, Box] => {
    const { x, y } = at(one);
    return [one, { left: x - one.size / 2, right: x + one.size / 2, top: y - one.size / 2, bottom: y + one.size / 2 }];
  }));
  const taken = [...discs.values()];
  for (const one of [...marks].sort((a, b) => b.cluster.points.length - a.cluster.points.length || b.size - a.size)) {
    const disc = discs.get(one)!;
    const middle = (disc.left + disc.right) / 2;
    const level = (disc.top + disc.bottom) / 2;
    const sides: [string, Box][] = [
      ["right", { left: disc.right + 2, right: disc.right + 6 + one.wide, top: level - 8, bottom: level + 8 }],
      ["left", { left: disc.left - 6 - one.wide, right: disc.left - 2, top: level - 8, bottom: level + 8 }],
      ["below", { left: middle - one.wide / 2, right: middle + one.wide / 2, top: disc.bottom + 1, bottom: disc.bottom + 17 }],
      ["above", { left: middle - one.wide / 2, right: middle + one.wide / 2, top: disc.top - 17, bottom: disc.top - 1 }],
    ];
    const others = taken.filter((box) => box !== disc);
    const inside = (box: Box) => box.left > 2 && box.right < room.wide - 2 && box.top > 2 && box.bottom < room.tall - 2;
    const found = sides.find(([, box]) => inside(box) && clear(box, others));
    one.name.dataset["side"] = found?.[0] ?? "none";
    if (found) taken.push(found[1]);
  }
}
