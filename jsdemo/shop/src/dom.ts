// Small helpers to build elements without markup in strings, as Trusted Types ask.

type Child = Node | string | undefined;

/** What an element can be made with: attributes, and an `on` map of event handlers. */
export interface Properties {
  [attribute: string]: string | number | boolean | undefined | Handlers;
  on?: Handlers;
}

type Handlers = { [event: string]: (event: Event) => void };

/** Makes an HTML element. `true` sets an empty attribute; `false` and undefined set none. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, properties, children);
  return element;
}

/** Makes an SVG element. */
export function svg(tag: string, properties: Properties = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, properties, children);
  return element;
}

function fill(element: Element, { on, ...attributes }: Properties, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [event, handler] of Object.entries(on ?? {})) element.addEventListener(event, handler);
  element.append(...children.filter((child) => child !== undefined));
}

/** The element of the page with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element as T;
}

/** Runs when the browser has nothing else to do, with the ms that are left; soon, where a browser cannot tell (Safari). */
export function whenIdle(run: (left: () => number) => void): void {
  if ("requestIdleCallback" in globalThis) {
    requestIdleCallback((deadline) => run(() => deadline.timeRemaining()));
    return;
  }
  setTimeout(() => {
    const end = performance.now() + 8;
    run(() => end - performance.now());
  }, 16);
}

/** Lets the browser answer what has come in meanwhile, such as a click, before the work goes on. */
export function breath(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?(): Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((go) => setTimeout(go));
}
