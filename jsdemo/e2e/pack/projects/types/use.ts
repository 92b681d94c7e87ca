// What a strict project sees of the types.
import { type Device, type Engine, type Hearth, HearthError, load, open, type Slate } from "@hearthrank/sdk";

export async function shelf(source: Response): Promise<readonly string[]> {
  const engine: Engine = await load(source);
  const device: Device = engine.restore({ now: 1, purposes: [] });
  device.observe({ type: "view", item: "a", value: 1.5 });
  const slate: Slate = device.recommend({ n: 10 });
  return slate.items.map((item) => item.id);
}

export async function person(): Promise<Slate> {
  const hearth: Hearth = await open({ pack: "/films.pack" });
  hearth.on("change", ({ cause }) => cause === "consent");
  await hearth.consent.grant(["rank"]);
  await hearth.observe({ type: "view", item: "a" });
  return hearth.recommend({ n: 10, reasons: 3 });
}

// @ts-expect-error: `pack` is missing
export const nothing = (): Promise<Hearth> => open({});

// @ts-expect-error: a string is no pack
export const wrong = (engine: Engine): Promise<unknown> => engine.openPack("films.pack");

// @ts-expect-error: `n` is missing
export const missing = (device: Device): Slate => device.recommend({});

export const codeOf = (error: unknown): string => (error instanceof HearthError ? error.code : "other");
