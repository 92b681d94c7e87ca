// What the tests' pages have on `window`: the SDK, and the Hearth under test.
import type * as Sdk from "@hearthrank/sdk";

declare global {
  interface Window {
    sdk: typeof Sdk;
    hearth: Sdk.Hearth;
    // biome-ignore lint/suspicious/noExplicitAny: what the page heard, of several forms
    news: any[];
    acknowledge(ref: number): Promise<void>;
    late: ReturnType<Sdk.Hearth["observe"]>;
  }
}
