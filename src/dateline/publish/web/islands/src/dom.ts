/** Making elements. Text goes in as text, never as HTML; attributes never include style, which the pages' policy forbids. */

type Attributes = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined | false;

function dress<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : `${value}`);
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

/** An HTML element. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return dress(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function draw<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** A button with words or a sign; `name` is what a screen reader says. */
export function button(sign: string, name: string, act: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", "aria-label": name, title: name }, sign);
  made.addEventListener("click", act);
  return made;
}

const measure = document.createElement("canvas").getContext("2d");

/** The width of a text in pixels, in the pages' sans face. */
export function width(text: string, size: number, weight = 400): number {
  if (!measure) return text.length * size * 0.55;
  const family = getComputedStyle(document.documentElement).getPropertyValue("--sans") || "system-ui, sans-serif";
  measure.font = `${weight} ${size}px ${family}`;
  return measure.measureText(text).width;
}

/** A text cut to a width in pixels, with an ellipsis where something was cut. */
export function cut(text: string, room: number, size: number, weight = 400): string {
  if (width(text, size, weight) <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(`${text.slice(0, middle).trimEnd()}…`, size, weight) <= room) low = middle;
    else high = middle - 1;
  }
  const kept = text.slice(0, low).replace(/[\uD800-\uDBFF]$/, "").trimEnd();
  // Between words, unless that would lose much of what there is room for.
  const word = text[low] === " " ? kept.length : kept.lastIndexOf(" ");
  const whole = word > low * 0.65 ? kept.slice(0, word).replace(/[,;:–-]+$/, "") : kept;
  return whole ? `${whole}…` : "";
}

/** A text in a few lines of a width in pixels, broken between words where it can be; what is left over is cut. */
export function lines(text: string, room: number, { size, weight, most }: { size: number; weight: number; most: number }): string[] {
  if (most < 2 || width(text, size, weight) <= room) return [cut(text, room, size, weight)];
  const words = text.split(" ");
  let first = words.shift() ?? "";
  while (words.length && width(`${first} ${words[0]}`, size, weight) <= room) first += ` ${words.shift()}`;
  const rest = words.length ? lines(words.join(" "), room, { size, weight, most: most - 1 }) : [];
  return [cut(first, room, size, weight), ...rest].filter(Boolean);
}

/** Whether the reader asked for less motion. */
export function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
