// What a strict project sees of the types.
import { type Device, type Engine, HearthError, load, type Slate } from "@hearthrank/sdk";

export async function shelf(source: Response): Promise<readonly string[]> {
  const engine: Engine = await load(source);
  const device: Device = engine.restore({ now: 1, purposes: [] });
  device.observe({ type: "view", item: "a", value: 1.5 });
  const slate: Slate = device.recommend({ n: 10 });
  return slate.items.map((item) => item.id);
}

// @ts-expect-error: a string is no pack
export const wrong = (engine: Engine): Promise<unknown> => engine.openPack("films.pack");

// @ts-expect-error: `n` is missing
export const missing = (device: Device): Slate => device.recommend({});

export const codeOf = (error: unknown): string => (error instanceof HearthError ? error.code : "other");
