// What a React page sees of the types: hooks, and the elements in JSX.
import { open } from "@hearthrank/sdk";
import { HearthProvider, useHearth, useSlate } from "@hearthrank/sdk/react";
import type { ReactNode } from "react";

function Shelf(): ReactNode {
  const hearth = useHearth();
  const { slate } = useSlate({ n: 12, reasons: 3 });
  return (
    <main>
      <hearth-consent hearth={hearth} floating onhearth-decided={(event) => event.detail.granted.length} />
      {slate?.items.map((item) => (
        <hearth-reasons key={item.id} item={item.id} hearth={hearth} className="why" />
      ))}
      <hearth-preferences hearth={hearth} level={3} />
      {/* @ts-expect-error: an item is an id */}
      <hearth-reasons item={5} />
    </main>
  );
}

export const page: ReactNode = (
  <HearthProvider hearth={open({ pack: "/films.pack" })}>
    <Shelf />
  </HearthProvider>
);
