// Random sequences of calls, kills and reloads over three tabs, against a model of what the device may hold: values of events by purpose.
// $RUNS makes it longer; a failure prints seed and path for $SEED and $RUN_PATH.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { browser, pageOf } from "../sdk-test.mjs";
import { begin, kept, kill } from "../tabs.mjs";

const runs = Number(process.env.RUNS ?? 15);
const known = ["rank", "report"];
const items = Array.from({ length: 60 }, (_, i) => `i${String(i + 1).padStart(4, "0")}`);
/** Items that no declared purpose may record. */
let sensitive = new Set();

/** Finds out which they are. */
async function findSensitive() {
  const context = await browser.newContext();
  const page = await pageOf(context);
  await begin(page, { worker: false, storage: "memory" });
  const { refs } = await page.evaluate(async (all) => {
    await window.hearth.consent.grant("all");
    return window.hearth.observe(all.map((item) => ({ type: "view", item })));
  }, items);
  sensitive = new Set(items.filter((_, i) => refs[i] === 0));
  await context.close();
}

/** What the device may hold. */
class Model {
  granted = new Set();
  /** From an event's value to the purposes that hold it. */
  events = new Map();
  blocked = new Set();
  decided = false;

  take(value, item) {
    if (this.granted.size > 0 && !sensitive.has(item)) this.events.set(value, new Set(this.granted));
  }
  grant(purpose) {
    this.granted.add(purpose);
    this.decided = true;
  }
  deny(purpose) {
    this.granted.delete(purpose);
    this.decided = true;
  }
  withdraw(purpose) {
    this.deny(purpose);
    for (const [value, by] of this.events) {
      by.delete(purpose);
      if (by.size === 0) this.events.delete(value);
    }
  }
  erase() {
    Object.assign(this, new Model());
  }
}

/** Three tabs of one context, and the model beside them. */
class Tabs {
  model = new Model();
  pages = [];
  #next = 1;
  constructor(context, worker) {
    this.context = context;
    this.worker = worker;
  }
  async open(tab) {
    this.pages[tab] = await pageOf(this.context);
    await begin(this.pages[tab], { worker: this.worker });
  }
  do(tab, run, args) {
    return this.pages[tab].evaluate(run, args);
  }

  async observe({ tab, item }) {
    const value = this.#next++;
    const given = { type: "view", item, value };
    const { refs } = await this.do(tab, (event) => window.hearth.observe(event), given);
    this.model.take(value * 1000, item);
    assert.equal(refs[0] !== 0, this.model.events.has(value * 1000), "recorded, as far as it may be");
  }
  async decide({ tab, deed, purpose }) {
    await this.do(tab, ([d, p]) => window.hearth.consent[d](p), [deed, purpose]);
    this.model[deed](purpose);
  }
  async forget({ tab, pick }) {
    const held = await this.do(tab, async () => (await window.hearth.profile()).events);
    if (held.length === 0) return;
    const event = held[pick % held.length];
    await this.do(tab, (ref) => window.hearth.forget({ events: [ref] }), event.ref);
    this.model.events.delete(event.value);
  }
  async order({ tab, item, lift }) {
    const controls = [{ kind: "block", value: item }];
    const orders = { [lift ? "lift" : "set"]: controls, remember: true };
    await this.do(tab, (o) => window.hearth.order(o), orders);
    this.model.blocked[lift ? "delete" : "add"](item);
  }
  async kill({ tab }) {
    await kill(this.pages[tab]);
    await this.open(tab);
  }
  async reload({ tab }) {
    await this.pages[tab].reload();
    await this.pages[tab].waitForFunction("window.loaded");
    await begin(this.pages[tab], { worker: this.worker });
  }
  async erase({ tab }) {
    await this.do(tab, () => window.hearth.erase());
    this.model.erase();
    const { databases, local, rows } = await kept(this.pages[tab]);
    assert.deepEqual({ databases, local, rows }, { databases: [], local: {}, rows: [] });
  }

  /** Every tab says the same as the model. */
  async check() {
    const { events, granted, blocked } = this.model;
    const want = [[...events.keys()].sort(), known.filter((p) => granted.has(p)), [...blocked].sort()];
    for (const tab of this.pages.keys()) {
      const held = await this.do(tab, async () => {
        const { events: list, controls } = await window.hearth.profile();
        const { purposes } = await window.hearth.consent.state();
        return [
          list.map((e) => e.value).sort(),
          purposes.filter((p) => p.holds).map((p) => p.id),
          controls
            .filter((c) => c.kind === "block")
            .map((c) => c.value)
            .sort(),
        ];
      });
      assert.deepEqual(held, want, `tab ${tab}`);
    }
  }
}

const tab = fc.nat(2);
const item = fc.constantFrom(...items.slice(0, 20));
const deed = fc.constantFrom("grant", "grant", "grant", "deny", "withdraw");
const command = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("observe"), tab, item }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("decide"), tab, deed, purpose: fc.constantFrom(...known) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("forget"), tab, pick: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("order"), tab, item, lift: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("kill"), tab }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("reload"), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase"), tab }) },
);

test(`three tabs hold what the model holds, whatever is called, killed and loaded again (${runs} runs)`, async () => {
  await findSensitive();
  const worker = fc.constantFrom("shared", "dedicated", false);
  const property = fc.asyncProperty(
    worker,
    fc.array(command, { minLength: 9, maxLength: 15, size: "max" }),
    async (kind, commands) => {
      const context = await browser.newContext();
      try {
        const tabs = new Tabs(context, kind);
        for (const t of [0, 1, 2]) await tabs.open(t);
        for (const c of commands) {
          await /** @type {any} */ (tabs)[c.kind](c);
          await tabs.check();
        }
      } finally {
        await context.close();
      }
    },
  );
  const path = process.env.RUN_PATH;
  await fc.assert(property, {
    numRuns: runs,
    endOnFailure: true,
    ...(process.env.SEED && { seed: Number(process.env.SEED) }),
    ...(path && { path }),
  });
});
