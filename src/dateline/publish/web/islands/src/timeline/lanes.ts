/** Lanes of a timeline: marks that would overlap stand in different rows, at every scale. */

import { cut, width } from "../dom";
import type { Spell } from "./spells";

export interface Placed {
  spell: Spell;
  lane: number;
  /** What of the label is drawn; "" where there is no room. */
  text: string;
  /** Width of `text` in px. */
  wide: number;
}

export interface Packed {
  placed: Placed[];
  lanes: number;
  /** Height of a lane in px. */
  pitch: number;
  /** Whether labels stand above bars, or there is only room beside them. */
  roomy: boolean;
}

export const SIZE = 12.5;
export const SMALL = 11;
/** Label widths to try, in px, before labels are left out where there is no room. */
const ROOMS = [460, 300, 190, 110];
const MOST_ROOMY = 14;
const MOST_DENSE = 26;
const ROOMY = 30;
const DENSE = 15;
/** A mark and the air around it, in px. */
const MARK = 10;
/** The longest label in a dense lane, in px. */
const DENSE_ROOM = 190;
const AIR = 14;
/** A gap in a dense lane that is wide enough for the beginning of a label, in px. */
const WORTH = 64;

interface Extent {
  left: number;
  right: number;
}

/** A mark's extent on a line that starts at the epoch, in px: panning changes no lane. */
function extent(spell: Spell, scale: number): Extent {
  const left = spell.from * scale;
  return { left, right: Math.max(spell.to * scale, left) };
}

/** The first lane that is free at `left`; a new one where none is. */
function lane(ends: number[], left: number): number {
  const free = ends.findIndex((end) => end <= left);
  return free < 0 ? ends.length : free;
}

function withLabels(spells: Spell[], scale: number, room: number): Packed | null {
  const ends: number[] = [];
  const placed: Placed[] = [];
  for (const spell of spells) {
    const { left, right } = extent(spell, scale);
    const text = cut(spell.item.label, room, SIZE);
    const wide = width(text, SIZE);
    const row = lane(ends, left - MARK);
    if (row >= MOST_ROOMY) return null;
    ends[row] = Math.max(right, left + wide + (isBar(spell, scale) ? 0 : MARK + 4)) + AIR;
    placed.push({ spell, lane: row, text, wide });
  }
  return { placed, lanes: ends.length, pitch: ROOMY, roomy: true };
}

function withoutLabels(spells: Spell[], scale: number): Packed {
  const ends: number[] = [];
  const last: (Placed & Extent)[] = [];
  const placed: (Placed & Extent)[] = [];
  for (const spell of spells) {
    const { left, right } = extent(spell, scale);
    const free = lane(ends, left - MARK);
    const row = free < MOST_DENSE ? free : ends.indexOf(Math.min(...ends));
    const before = last[row];
    if (before) label(before, left - MARK - before.right);
    ends[row] = right + MARK;
    const one = { spell, lane: row, text: "", wide: 0, left, right };
    last[row] = one;
    placed.push(one);
  }
  for (const one of last) if (one) label(one, DENSE_ROOM + AIR);
  return { placed, lanes: ends.length, pitch: DENSE, roomy: false };
}

/** Use a free gap to the right of a mark for the beginning of its label. */
function label(one: Placed, gap: number): void {
  if (gap < WORTH) return;
  one.text = cut(one.spell.item.label, Math.min(gap - AIR, DENSE_ROOM), SMALL);
  one.wide = width(one.text, SMALL);
}

/** Whether a spell is long enough at a scale (px per ms) to be drawn as a bar. */
export function isBar(spell: Spell, scale: number): boolean {
  return (spell.to - spell.from) * scale >= 14;
}

/** Place spells, sorted by their beginning, at a scale in px per ms: with as much of the labels as there is room for. */
export function pack(spells: Spell[], scale: number): Packed {
  for (const room of ROOMS) {
    const packed = withLabels(spells, scale, room);
    if (packed) return packed;
  }
  return withoutLabels(spells, scale);
}
