/** Colours of the map from the pages' CSS variables, so that it follows light, dark and print. */

export interface Colours {
  sea: string;
  land: string;
  coast: string;
  border: string;
  area: string;
  ink: string;
  faint: string;
  warn: string;
}

type Rgb = [number, number, number];

const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const brush = canvas.getContext("2d", { willReadFrequently: true });

/** Any CSS colour as its three parts. */
function parts(colour: string, otherwise: Rgb): Rgb {
  if (!brush || !colour || !CSS.supports("color", colour)) return otherwise;
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function mix(under: Rgb, over: Rgb, share: number): string {
  return `rgb(${under.map((one, i) => Math.round(one + (over[i]! - one) * share)).join(",")})`;
}

/** The colours as they are now; `printed` for ink on white paper. */
export function colours(printed = false): Colours {
  const style = getComputedStyle(document.documentElement);
  const named = (name: string, otherwise: Rgb) => (printed ? otherwise : parts(style.getPropertyValue(name).trim(), otherwise));
  const paper = named("--paper", [253, 252, 249]);
  const ink = named("--ink", [27, 26, 24]);
  const accent = named("--accent", [138, 31, 45]);
  const faint = named("--faint", [98, 94, 86]);
  const warn = named("--warn", [154, 61, 0]);
  const link = named("--link", [18, 63, 109]);
  const dark = paper[1] < ink[1];
  const plain = (one: Rgb) => mix(one, one, 0);
  return {
    sea: dark ? mix(paper, link, 0.07) : mix(paper, link, 0.045),
    land: dark ? mix(paper, ink, 0.13) : mix(paper, [214, 203, 178], 0.42),
    coast: mix(paper, ink, dark ? 0.36 : 0.34),
    border: mix(paper, ink, dark ? 0.3 : 0.2),
    area: plain(accent),
    ink: plain(ink),
    faint: plain(faint),
    warn: plain(warn),
  };
}
