/** Half-open ISO bounds of any precision, as moments in milliseconds (UTC) and in words. */

import { WORDS } from "./words";

const ISO =
  /^([+-]?\d{4,6})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The moment that an ISO text begins with; null for none. A time without a zone is taken as UTC, never as the reader's. */
export function moment(iso: string | null): number | null {
  const found = iso === null ? null : ISO.exec(iso.trim());
  if (!found) return null;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", zone] = found;
  if (+month < 1 || +month > 12 || +day < 1 || +day > 31 || +hour > 24 || +minute > 59 || +second > 60) return null;
  const made = new Date(0);
  made.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  made.setUTCHours(Number(hour), Number(minute), Number(second));
  const away = zone && zone !== "Z" ? Number(`${zone[0]}1`) * (+zone.slice(1, 3) * HOUR + +zone.slice(-2) * MINUTE) : 0;
  return made.getTime() - away;
}

function two(value: number): string {
  return `${value}`.padStart(2, "0");
}

/** 14:05. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** 20 November 2026. */
export function day(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${WORDS.months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function told(at: number): string {
  return at % DAY === 0 ? day(at) : `${day(at)}, ${clock(at)}`;
}

/** Bounds in words: a year, a month, a day, a day with its minute, or from one to another. */
export function period(start: number | null, end: number | null): string {
  if (start === null) return end === null ? WORDS.noTime : `${WORDS.before} ${told(end)}`;
  if (end === null || end <= start) return told(start);
  if (start % DAY || end % DAY) return end - start <= HOUR ? told(start) : `${told(start)} ${WORDS.to} ${told(end)}`;
  const [first, last] = [new Date(start), new Date(end)];
  if (end - start === DAY) return day(start);
  const months = (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth();
  const whole = first.getUTCDate() === 1 && last.getUTCDate() === 1;
  if (whole && months === 1) return `${WORDS.months[first.getUTCMonth()]} ${first.getUTCFullYear()}`;
  if (whole && months === 12 && first.getUTCMonth() === 0) return `${first.getUTCFullYear()}`;
  return `${day(start)} ${WORDS.to} ${day(end - DAY)}`;
}
