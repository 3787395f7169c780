/** Items as spells on the line of time, and the part of it to show first. */

import { DAY, HOUR, moment } from "../dates";
import type { Item } from "../value";

export interface Spell {
  item: Item;
  /** Bounds in ms; a spell with one bound has both here. */
  from: number;
  to: number;
  /** Whether a bound is not known, and which. */
  open: "start" | "end" | null;
}

export interface View {
  from: number;
  to: number;
}

/** The least that can be shown, in ms. */
export const LEAST = HOUR;
/** A few far-off dates may not squeeze all others together: at most this share is left out of what is shown first. */
const FAR = 0.12;
/** One may be left out of so many already. */
const FEW = 5;
/** They are, where without them the line is this many times shorter. */
const SHORTER = 4;
const MARGIN = 0.05;

/** The items that have a date, by their beginning. */
export function spells(items: Item[]): Spell[] {
  const found: Spell[] = [];
  for (const item of items) {
    const start = moment(item.start);
    const end = moment(item.end);
    const from = start ?? end;
    if (from === null) continue;
    const open = start === null ? "start" : end === null ? "end" : null;
    found.push({ item, from, to: Math.max(end ?? from, from), open });
  }
  return found.sort((a, b) => a.from - b.from || a.to - b.to || (a.item.id < b.item.id ? -1 : 1));
}

function around(shown: Spell[]): View {
  const from = Math.min(...shown.map((one) => one.from));
  const to = Math.max(...shown.map((one) => one.to));
  const air = Math.max((to - from) * MARGIN, to - from < 2 * DAY ? DAY / 2 : 0);
  return { from: from - air, to: to + air };
}

/** All spells, with a margin. */
export function whole(all: Spell[]): View {
  return around(all);
}

/** What to show first: all, or the many without the few that lie far off. */
export function first(all: Spell[]): View {
  const everything = around(all);
  const few = Math.max(Math.floor(all.length * FAR), all.length >= FEW ? 1 : 0);
  const middle = [...all].sort((a, b) => a.from + a.to - b.from - b.to)[all.length >> 1];
  if (!few || !middle) return everything;
  const centre = (middle.from + middle.to) / 2;
  const away = (one: Spell) => Math.max(Math.abs(one.from - centre), Math.abs(one.to - centre));
  const near = [...all].sort((a, b) => away(a) - away(b)).slice(0, all.length - few);
  const limit = around(near);
  const span = limit.to - limit.from;
  if ((everything.to - everything.from) / span < SHORTER) return everything;
  return around(all.filter((one) => one.to > limit.from - span / 2 && one.from < limit.to + span / 2));
}
