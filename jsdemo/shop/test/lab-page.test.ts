// Tests of what the Lab's page writes: texts in both languages, figures, axes, the dial's sentence; and its side of the worker.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import type { Lang } from "../src/app.ts";
import { Client, type Port, type Supplies } from "../src/lab/client.ts";
import type { DialReport } from "../src/lab/dial.ts";
import type { Reply, Request } from "../src/lab/protocol.ts";
import { change, ends, rate, seconds, share, time } from "../src/lab/write.ts";
import { Words } from "../src/own/words.ts";
import { type LabKey, labTexts } from "../src/views/lab.texts.ts";
import { axis, roundStep } from "../src/views/lab-charts.ts";
import { sentence } from "../src/views/lab-dial.ts";

const { en, de } = labTexts;
const keys = Object.keys(en) as LabKey[];
const [w, wd] = (["en", "de"] as Lang[]).map((lang) => new Words<LabKey>(lang, labTexts)) as [
  Words<LabKey>,
  Words<LabKey>,
];

/** The parameters of a text, sorted. */
function holes(text: unknown): string[] {
  return [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();
}

test("both languages have the same texts with the same parameters, none of them empty", () => {
  assert.deepEqual(Object.keys(de), keys);
  for (const key of keys) {
    assert.deepEqual(holes(en[key]), holes(de[key]), key);
    assert.ok(JSON.stringify(de[key]).length > 2, key);
  }
});

test("every heading, label and sentence with a figure says that it is simulated", () => {
  const figures = keys.filter(
    (key) =>
      /Title$|^(won|lost|undecided|form|parts|part|how|running|stopped|dialText|dialChart|(arms|parts|curve|spread|dial)Label)$/.test(
        key,
      ) && key !== "methodTitle",
  );
  assert.ok(figures.length > 15);
  for (const key of figures) for (const text of [en[key], de[key]]) assert.match(String(text), /simul/i, key);
});

test("figures in both languages", () => {
  assert.equal(rate(w, 1.005), "1.01");
  assert.equal(rate(wd, 1.5), "1,50");
  assert.equal(change(w, -0.123), "−12%");
  assert.equal(change(w, 0.061), "+6%");
  assert.match(change(wd, 0.061), /^\+6\s%$/);
  assert.equal(share(w, 0.051), "5.1%");
  assert.equal(share(w, 0.83), "83%");
  const estimate = { value: 0, low: -0.05, high: 0.1 };
  assert.equal(
    ends(w, estimate, (value) => change(w, value)),
    "−5% to +10%",
  );
  assert.match(
    ends(wd, estimate, (value) => rate(wd, value)),
    / bis /,
  );
  assert.equal(seconds(w, 4321), "4.3 s");
});

test("times are in µs below a millisecond, and what is no number is a dash", () => {
  assert.deepEqual(
    [0.2, 1, 4.64, 12.3].map((ms) => time(w, ms)),
    ["200 µs", "1 ms", "4.6 ms", "12 ms"],
  );
  assert.deepEqual(
    [rate(w, Number.NaN), change(w, Number.POSITIVE_INFINITY), time(w, Number.NaN)],
    ["–", "–", "–"],
  );
});

test("round steps", () => {
  assert.deepEqual([0.03, 0.2, 0.21, 1, 3, 7, 2400].map(roundStep), [0.05, 0.2, 0.5, 1, 5, 10, 5000]);
});

test("an axis holds 0 and all values between round ticks, and is never empty", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 })), (values) => {
      const { min, max, ticks } = axis(values, String);
      assert.ok(min <= 0 && max >= 0 && min < max);
      const slack = (max - min) * 1e-6;
      for (const value of values) assert.ok(value >= min - slack && value <= max + slack);
      assert.ok(ticks.length >= 2 && ticks.length <= 8, String(ticks.length));
    }),
  );
});

const report: DialReport = {
  popularity: { value: 1, low: 0.9, high: 1.1 },
  points: [
    { dial: 0, rate: { value: 0.8, low: 0.7, high: 0.9 }, generic: { value: 1, low: 1, high: 1 } },
    { dial: 50, rate: { value: 1.2, low: 1.1, high: 1.3 }, generic: { value: 0.4, low: 0.3, high: 0.5 } },
    { dial: 100, rate: { value: 1, low: 0.9, high: 1.1 }, generic: { value: 0.05, low: 0, high: 0.1 } },
  ],
};

test("what a position of the dial means", () => {
  assert.equal(
    sentence(w, report, 0),
    "At 0 of 100, simulated: 0.80 clicks a slate (0.70 to 0.90), and 100% of a slate is what any newcomer would get. At 0 the history counts for nothing: everybody gets the same. The best position, 50, had 50% more clicks.",
  );
  assert.match(sentence(w, report, 1), /40%.*No position had more clicks\.$/);
  assert.match(sentence(wd, report, 2), /Bei 100 von 100, simuliert: 1,00 Klicks/);
  assert.equal(sentence(w, report, 9), "");
});

// The client, with a port that is no worker.

const supplies: Supplies = { module: {} as WebAssembly.Module, pack: new ArrayBuffer(1), films: [] };
const job = { seed: 1, visitors: 2, world: "lab" } as const;

class FakePort implements Port {
  readonly got: Request[] = [];
  ended = false;
  onmessage: Port["onmessage"] = null;
  onerror: Port["onerror"] = null;
  postMessage(message: Request): void {
    this.got.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  answer(reply: Reply): void {
    this.onmessage?.({ data: reply });
  }
}

let ports: FakePort[];
let client: Client;

beforeEach(() => {
  ports = [];
  client = new Client(
    () => {
      ports.push(new FakePort());
      return ports.at(-1) as FakePort;
    },
    () => Promise.resolve(supplies),
  );
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
const types = (port: FakePort | undefined) => port?.got.map(({ type }) => type);

test("no worker is started before the first job, and one serves all", async () => {
  await settled();
  assert.equal(ports.length, 0);
  for (const id of [1, 2]) {
    const ending = client.start("run", job, () => undefined);
    await settled();
    ports[0]?.answer({ type: "stopped", id, done: 1 });
    assert.equal((await ending).type, "stopped");
  }
  assert.equal(ports.length, 1);
  assert.deepEqual(types(ports[0]), ["open", "run", "run"]);
});

test("progress is passed on, and what is said of another job is not", async () => {
  const seen: number[] = [];
  const ending = client.start("dial", job, (done) => seen.push(done));
  await settled();
  ports[0]?.answer({ type: "progress", id: 1, done: 3, of: 9 });
  ports[0]?.answer({ type: "progress", id: 7, done: 4, of: 9 });
  ports[0]?.answer({ type: "stopped", id: 7, done: 4 });
  ports[0]?.answer({ type: "stopped", id: 1, done: 5 });
  assert.deepEqual(await ending, { type: "stopped", id: 1, done: 5 });
  assert.deepEqual(seen, [3]);
});

test("a stop asks the worker, also when it is still on its way", async () => {
  client.stop();
  const ending = client.start("run", job, () => undefined);
  client.stop();
  await settled();
  assert.deepEqual(types(ports[0]), ["open", "run", "cancel"]);
  ports[0]?.answer({ type: "stopped", id: 1, done: 0 });
  await ending;
});

test("one job at a time", async () => {
  void client.start("run", job, () => undefined);
  await assert.rejects(
    client.start("run", job, () => undefined),
    /a job is running/,
  );
});

test("a failure rejects and ends the worker; the next job begins another", async () => {
  const failing = client.start("run", job, () => undefined);
  await settled();
  ports[0]?.answer({ type: "failed", id: 1, text: "no memory" });
  await assert.rejects(failing, /no memory/);
  await settled();
  assert.ok(ports[0]?.ended);
  const next = client.start("run", job, () => undefined);
  await settled();
  ports[1]?.onerror?.({});
  await assert.rejects(next, /did not start/);
});

test("supplies that do not come reject the job", async () => {
  const without = new Client(
    () => new FakePort(),
    () => Promise.reject(new Error("offline")),
  );
  await assert.rejects(
    without.start("run", job, () => undefined),
    /offline/,
  );
});

test("leaving the page ends the worker", async () => {
  void client.start("run", job, () => undefined);
  client.close();
  await settled();
  assert.ok(ports[0]?.ended);
});
