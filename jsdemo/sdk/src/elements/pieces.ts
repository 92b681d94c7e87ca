// Pieces that the elements share: buttons, bars, and texts for screen readers alone.

import { type Child, h, type Props, type View } from "./patch.js";

/** A button. Its part is `button`, and its class besides. */
export function button(label: string, press: () => void, props: Props = {}): View {
  const part = ["button", props.class].filter(Boolean).join(" ");
  return h("button", { type: "button", part, on: { click: press }, ...props }, label);
}

/** A button that shows what it does, and says what to besides. */
export function small(label: string, what: string, press: () => void, props: Props = {}): View {
  return button(label, press, { "aria-label": `${label}: ${what}`, class: "small", ...props });
}

/** A share of 1 as a bar. Beside it stands its text: it says nothing to a screen reader. */
export function bar(share: number, against = false): View {
  const width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
  return h(
    "svg",
    { class: against ? "bar against" : "bar", part: "bar", "aria-hidden": "true", focusable: "false" },
    h("rect", { class: "track", width: "100%", height: "100%", rx: 3 }),
    h("rect", { class: "fill", width, height: "100%", rx: 3 }),
  );
}

/** A text that is heard and not seen, beside one that is seen and not heard. */
export function spoken(seen: string, heard: string, props: Props = {}): View {
  return h("span", props, h("span", { "aria-hidden": "true" }, seen), h("span", { class: "hidden" }, heard));
}

/** A card of the preference centre, with its heading. */
export function card(id: string, heading: View, ...children: Child[]): View {
  return h(
    "section",
    { key: id, class: "card", part: `section ${id}`, "aria-labelledby": id },
    heading,
    ...children,
  );
}
