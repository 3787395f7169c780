/** The timeline: what happened when, in lanes, to be read at any scale. */

import { brief, Card, entries, facts } from "./card";
import { DAY, moment, period } from "./dates";
import { button, draw, make } from "./dom";
import { frame, type Frame } from "./frame";
import { onSelect, select } from "./linked";
import type { TimelineValue } from "./value";
import { WORDS } from "./words";
import { axis } from "./timeline/axis";
import { pack, type Packed, type Placed } from "./timeline/lanes";
import { legend } from "./timeline/legend";
import { classes, mark } from "./timeline/marks";
import { overview } from "./timeline/overview";
import { first, LEAST, type Spell, spells, type View, whole } from "./timeline/spells";

const AXIS = 38;
const STEP = 1.6;

class Timeline {
  private readonly svg = draw("svg", { class: "tl", role: "group", "aria-label": WORDS.timelineKeys });
  private readonly rules = draw("g", { "aria-hidden": "true" });
  private readonly today = draw("line", { class: "tl-now", "aria-hidden": "true" });
  private readonly body = draw("g");
  private readonly strip = draw("svg", { class: "tl-strip", "aria-hidden": "true", height: 26 });
  private readonly shown = make("span", { class: "island-shown" });
  private readonly early = button("", "", () => this.show(this.whole));
  private readonly late = button("", "", () => this.show(this.whole));
  private readonly groups = new Map<string, SVGGElement>();
  private readonly card: Card;
  private readonly whole: View;
  private view: View;
  private packed: Packed = { placed: [], lanes: 0, pitch: 0, roomy: true };
  private packedAt = 0;
  private wide = 0;
  private current = 0;

  constructor(private readonly framed: Frame, private readonly all: Spell[], private readonly now: number | null) {
    this.whole = whole(all);
    this.view = first(all);
    this.card = new Card(framed.stage);
    this.svg.append(this.rules, this.today, this.body);
    framed.stage.prepend(this.svg, this.strip);
    this.early.className = "island-edge";
    this.late.className = "island-edge";
    framed.bar.append(
      this.shown, this.early, this.late,
      button("−", WORDS.wider, () => this.zoom(1 / STEP)),
      button("+", WORDS.closer, () => this.zoom(STEP)),
      button(WORDS.whole, WORDS.whole, () => this.show(this.whole)),
    );
    framed.legend.append(...legend(all));
    this.build();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(framed.stage);
    this.resize();
  }

  /** One group a mark, made once, so that focus stays where it is when the scale changes. */
  private build(): void {
    this.all.forEach((spell, number) => {
      const name = `${spell.item.label}: ${facts(spell.item)}`;
      const group = draw("g", { class: classes(spell.item), role: "button", tabindex: number ? -1 : 0, "aria-label": name });
      group.dataset["mark"] = spell.item.id;
      group.addEventListener("pointerenter", () => this.pass(number));
      group.addEventListener("pointerleave", () => this.card.leave());
      group.addEventListener("focus", () => {
        this.point(number);
        this.reveal(spell);
        this.pass(number);
      });
      group.addEventListener("blur", () => this.card.leave());
      group.addEventListener("click", () => this.choose(number));
      this.groups.set(spell.item.id, group);
      this.body.append(group);
    });
  }

  private listen(): void {
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.drag(this.svg, (moved) => this.pan(-moved / this.scale));
    this.strip.addEventListener("pointerdown", (event) => {
      const { from, to } = this.whole;
      const at = from + ((event.clientX - this.strip.getBoundingClientRect().left) / this.wide) * (to - from);
      this.pan(at - (this.view.from + this.view.to) / 2);
    });
    onSelect(this.framed.host, ({ id }) => {
      const number = this.all.findIndex((one) => one.item.id === id);
      this.point(number);
      const spell = this.all[number];
      if (spell) this.reveal(spell);
    });
  }

  private drag(element: SVGSVGElement, move: (by: number) => void): void {
    let last: number | null = null;
    let held = false;
    element.addEventListener("pointerdown", (event) => {
      if (event.button === 0) last = event.clientX;
    });
    element.addEventListener("pointermove", (event) => {
      if (last === null || (!held && Math.abs(event.clientX - last) < 5)) return;
      if (!held) element.setPointerCapture(event.pointerId);
      held = true;
      this.card.leave();
      move(event.clientX - last);
      last = event.clientX;
    });
    const end = () => {
      last = null;
      setTimeout(() => (held = false));
    };
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
    element.addEventListener("click", (event) => held && event.stopPropagation(), { capture: true });
  }

  private get scale(): number {
    return this.wide / (this.view.to - this.view.from);
  }

  private resize(): void {
    const wide = this.framed.stage.clientWidth;
    if (!wide || wide === this.wide) return;
    this.wide = wide;
    this.show(this.view);
  }

  /** Show a part of the line of time, within what there is and not closer than an hour. */
  private show(view: View): void {
    const least = Math.min(LEAST, this.whole.to - this.whole.from);
    const span = Math.min(Math.max(view.to - view.from, least), (this.whole.to - this.whole.from) * 1.2);
    const middle = Math.min(Math.max((view.from + view.to) / 2, this.whole.from), this.whole.to);
    this.view = { from: middle - span / 2, to: middle + span / 2 };
    if (this.wide) this.render();
  }

  private pan(by: number): void {
    this.show({ from: this.view.from + by, to: this.view.to + by });
  }

  private zoom(factor: number, at = (this.view.from + this.view.to) / 2): void {
    this.show({ from: at - (at - this.view.from) / factor, to: at + (this.view.to - at) / factor });
  }

  private reveal(spell: Spell): void {
    const air = (this.view.to - this.view.from) * 0.04;
    if (spell.to >= this.view.from + air && spell.from <= this.view.to - air) return;
    this.pan((spell.from + spell.to) / 2 - (this.view.from + this.view.to) / 2);
  }

  private render(): void {
    const scale = this.scale;
    if (Math.abs(scale / this.packedAt - 1) > 1e-9 || !this.packedAt) {
      this.packed = pack(this.all, scale);
      this.packedAt = scale;
    }
    const tall = Math.max(this.packed.lanes, 2) * this.packed.pitch + 8;
    this.svg.setAttribute("width", `${this.wide}`);
    this.svg.setAttribute("height", `${tall + AXIS}`);
    axis(this.rules, this.view, { wide: this.wide, tall });
    for (const placed of this.packed.placed) this.place(placed, scale);
    this.nowLine(tall);
    const partial = overview(this.strip, this.all, { whole: this.whole, view: this.view, wide: this.wide });
    this.strip.toggleAttribute("hidden", !partial);
    this.tell();
  }

  private place(placed: Placed, scale: number): void {
    const { spell, lane } = placed;
    const group = this.groups.get(spell.item.id);
    if (!group) return;
    const at = { left: (spell.from - this.view.from) * scale, right: (spell.to - this.view.from) * scale };
    const away = at.left > this.wide + 4 || Math.max(at.right, at.left + placed.wide) < -4;
    group.classList.toggle("away", away);
    if (away) return;
    group.setAttribute("transform", `translate(0 ${lane * this.packed.pitch + 4})`);
    mark(group, placed, at, { scale, pitch: this.packed.pitch, roomy: this.packed.roomy, wide: this.wide });
  }

  private nowLine(tall: number): void {
    const x = this.now === null ? -9 : (this.now - this.view.from) * this.scale;
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 0, y2: tall })) this.today.setAttribute(name, `${value}`);
  }

  private tell(): void {
    const before = this.all.filter((one) => one.to < this.view.from).length;
    const after = this.all.filter((one) => one.from > this.view.to).length;
    const days = { from: Math.floor(this.view.from / DAY) * DAY, to: Math.ceil(this.view.to / DAY) * DAY };
    this.shown.textContent = `${WORDS.events(this.all.length - before - after)}, ${period(days.from, days.to)}`;
    this.edge(this.early, before, `← ${WORDS.earlier(before)}`);
    this.edge(this.late, after, `${WORDS.later(after)} →`);
  }

  private edge(element: HTMLButtonElement, number: number, words: string): void {
    element.hidden = !number;
    element.textContent = words;
    element.title = WORDS.whole;
    element.setAttribute("aria-label", `${words}: ${WORDS.whole}`);
  }

  /** Mark one as selected, and as the one that Tab goes to. */
  private point(number: number): void {
    this.body.querySelector(".selected")?.classList.remove("selected");
    const group = this.group(number);
    if (!group) return;
    this.group(this.current)?.setAttribute("tabindex", "-1");
    this.current = number;
    group.setAttribute("tabindex", "0");
    group.classList.add("selected");
  }

  private group(number: number): SVGGElement | undefined {
    const spell = this.all[number];
    return spell && this.groups.get(spell.item.id);
  }

  private spot(number: number): { x: number; y: number } {
    const group = this.group(number);
    const shape = group?.querySelector(".tl-dot, .tl-bar") ?? group;
    const box = shape?.getBoundingClientRect();
    const stage = this.framed.stage.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    const middle = Math.min(Math.max(box.left, stage.left) + Math.min(box.width, 200) / 2, stage.right);
    return { x: middle - stage.left, y: box.top - stage.top + box.height / 2 - 6 };
  }

  private pass(number: number): void {
    const spell = this.all[number];
    const group = this.group(number);
    if (!spell || !group) return;
    this.point(number);
    this.card.pass(this.spot(number), brief(spell.item));
    select(spell.item.id, { via: "pass", from: group });
  }

  private choose(number: number): void {
    const spell = this.all[number];
    const group = this.group(number);
    if (!spell || !group) return;
    this.point(number);
    select(spell.item.id, { via: "choose", from: group });
    this.card.pin(this.spot(number), group, entries([spell.item], this.framed.host));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to: Record<string, number> = {
      ArrowRight: this.current + 1, ArrowDown: this.current + 1, ArrowLeft: this.current - 1, ArrowUp: this.current - 1,
      Home: 0, End: this.all.length - 1,
    };
    const number = to[event.key];
    if (number !== undefined) this.group(number)?.focus({ preventScroll: true });
    else if (event.key === "+" || event.key === "=") this.zoom(STEP, this.all[this.current]?.from);
    else if (event.key === "-") this.zoom(1 / STEP, this.all[this.current]?.from);
    else if (event.key === "0") this.show(this.whole);
    else if (event.key === "Enter" || event.key === " ") this.choose(this.current);
    else return;
    event.preventDefault();
  }

  /** With Ctrl, or once the timeline has the focus, the wheel changes the scale; else the page scrolls. */
  private wheel(event: WheelEvent): void {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const meant = event.ctrlKey || event.metaKey || this.framed.stage.contains(document.activeElement);
    if (!sideways && !meant) return;
    event.preventDefault();
    if (sideways) return this.pan(event.deltaX / this.scale);
    const at = this.view.from + (event.clientX - this.svg.getBoundingClientRect().left) / this.scale;
    return this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 120), at);
  }
}

/** Draw a timeline in `host`, unless no item has a date. */
export function timeline(host: HTMLElement, value: TimelineValue): void {
  const dated = spells(value.items);
  if (dated.length) new Timeline(frame(host), dated, moment(value.now));
}
