import { HearthProvider } from "@hearthrank/sdk/react";
import { Shelf } from "./shelf.jsx";

/** A server's component, which the hooks' "use client" lets import their entry. */
export default function Page() {
  return (
    <main>
      <h1>Shelf</h1>
      <HearthProvider>
        <Shelf />
      </HearthProvider>
    </main>
  );
}
