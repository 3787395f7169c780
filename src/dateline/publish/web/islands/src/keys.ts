/** Keys of the whole page: / goes to the search box; Escape closes an opened <details>, and a link into one opens it. */

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function search(event: KeyboardEvent): void {
  const box = document.querySelector<HTMLInputElement>("input[name=q]");
  if (!box || writing(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function shut(event: KeyboardEvent): void {
  const open = event.target instanceof Element ? event.target.closest<HTMLDetailsElement>("details[open]") : null;
  if (!open || event.defaultPrevented) return;
  open.open = false;
  open.querySelector("summary")?.focus();
}

function reveal(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let closed = target?.closest<HTMLDetailsElement>("details:not([open])");
  while (closed) {
    closed.open = true;
    closed = closed.parentElement?.closest<HTMLDetailsElement>("details:not([open])");
  }
}

/** Listen to the page's keys and to its address. */
export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") search(event);
    if (event.key === "Escape") shut(event);
  });
  addEventListener("hashchange", reveal);
  reveal();
}
