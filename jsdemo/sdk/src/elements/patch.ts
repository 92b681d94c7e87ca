// Makes a tree of elements what it should be with the fewest changes, so that focus, selection and what a person typed stay.

/** What an element has: attributes, `on` handlers by event name, and `set` for properties such as `checked`. */
export interface Props {
  /** Tells siblings apart: the same key and tag keep the same element. */
  key?: string | number | undefined;
  on?: Readonly<Record<string, (event: Event) => void>>;
  set?: Readonly<Record<string, unknown>>;
  [attribute: string]: unknown;
}

/** An element as it should be. */
export interface View {
  tag: string;
  props: Props;
  children: readonly Child[];
}

/** What an element can contain; nothing stands for `false` and `undefined`. */
export type Child = View | string | false | undefined;

/** Describes an element. */
export function h(tag: string, props: Props = {}, ...children: Child[]): View {
  return { tag, props, children };
}

interface Made {
  key?: string | number | undefined;
  on: NonNullable<Props["on"]>;
  attributes: Set<string>;
}

const made = /* @__PURE__ */ new WeakMap<Node, Made>();
const drawn: Readonly<Record<string, true>> = { svg: true, path: true, rect: true };

/** Makes the children of a node what they should be. What has the focus keeps it, or the nearest that is left gets it. */
export function patch(root: ShadowRoot, children: readonly Child[]): void {
  const former = root.activeElement;
  const stops = former ? focusable(root) : [];
  patchChildren(root, children);
  if (former && root.activeElement !== former) refocus(former, stops);
}

function focusable(root: ShadowRoot): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("button, input, summary, [tabindex]")];
}

function refocus(former: Element, stops: readonly HTMLElement[]): void {
  const at = stops.indexOf(former as HTMLElement);
  const nearest = [...stops.slice(at), ...stops.slice(0, at).reverse()].find(
    (stop) => stop.isConnected && !stop.matches(":disabled"),
  );
  nearest?.focus({ preventScroll: nearest === former });
}

function patchChildren(parent: Node, children: readonly Child[]): void {
  const left = [...parent.childNodes];
  const next = children
    .filter((child) => child !== false && child !== undefined)
    .map((child) => {
      const at = left.findIndex((node) => fits(node, child));
      const [node] = at < 0 ? [] : left.splice(at, 1);
      return update(node ?? create(parent, child), child);
    });
  for (const node of left) parent.removeChild(node);
  let cursor = parent.firstChild;
  for (const node of next) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

function fits(node: Node, child: View | string): boolean {
  if (typeof child === "string") return node.nodeType === 3;
  return (node as Element).localName === child.tag && made.get(node)?.key === child.props.key;
}

function create(parent: Node, child: View | string): Node {
  const document = parent.ownerDocument as Document;
  if (typeof child === "string") return document.createTextNode(child);
  const node = drawn[child.tag]
    ? document.createElementNS("http://www.w3.org/2000/svg", child.tag)
    : document.createElement(child.tag);
  made.set(node, { key: child.props.key, on: {}, attributes: new Set() });
  return node;
}

function update(node: Node, child: View | string): Node {
  if (typeof child === "string") {
    if (node.nodeValue !== child) node.nodeValue = child;
    return node;
  }
  const { key: _, on = {}, set = {}, ...attributes } = child.props;
  updateHandlers(node, on);
  updateAttributes(node as Element, attributes);
  patchChildren(node, child.children);
  for (const [name, value] of Object.entries(set)) setProperty(node as Element, name, value);
  return node;
}

/** Listens once an event; the handler that holds then is looked up when it happens. */
function updateHandlers(node: Node, on: NonNullable<Props["on"]>): void {
  const state = made.get(node) as Made;
  for (const name of Object.keys(on)) {
    if (!state.on[name]) node.addEventListener(name, (event) => made.get(node)?.on[name]?.(event));
  }
  // A handler that is gone stays as one that does nothing, so that it is not listened to twice.
  const gone = Object.keys(state.on).map((name) => [name, () => {}]);
  state.on = { ...Object.fromEntries(gone), ...on };
}

function updateAttributes(element: Element, attributes: Readonly<Record<string, unknown>>): void {
  const state = made.get(element) as Made;
  for (const name of state.attributes) {
    if (!given(attributes[name])) element.removeAttribute(name);
  }
  const names = Object.keys(attributes).filter((name) => given(attributes[name]));
  for (const name of names) {
    const text = attributes[name] === true ? "" : String(attributes[name]);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  state.attributes = new Set(names);
}

function given(value: unknown): boolean {
  return value !== undefined && value !== false;
}

function setProperty(element: Element, name: string, value: unknown): void {
  const properties = element as unknown as Record<string, unknown>;
  if (properties[name] !== value) properties[name] = value;
}
