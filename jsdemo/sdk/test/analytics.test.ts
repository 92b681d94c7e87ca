// Tests of the adapter for calls in Segment's form: every row of the mapping, and that what is dropped is counted and never kept.

import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type AnalyticsOptions, analyticsAdapter, type Dropped, segmentEvents } from "../src/analytics.ts";
import type { EventInput } from "../src/types.ts";
import { FakeHearth } from "./observer.ts";

function make(options?: AnalyticsOptions) {
  const hearth = new FakeHearth();
  return { hearth, adapter: analyticsAdapter(hearth, options) };
}

/** Counts that are not zero. */
function counts(dropped: Dropped): Partial<Dropped> {
  return Object.fromEntries(Object.entries(dropped).filter(([, names]) => Object.keys(names).length > 0));
}

const product = { product_id: "tea-1", sku: "G-32", name: "Tea", price: 18.99, quantity: 2, brand: "Acme" };
const other = { product_id: "cup-1", price: 3 };

const rows: [string, Record<string, unknown>, EventInput[]][] = [
  ["Products Searched", { query: " green tea " }, [{ type: "search", query: "green tea" }]],
  [
    "Product List Viewed",
    { list_id: "hot", category: "Deals", products: [product, other] },
    [
      { type: "impression", item: "tea-1" },
      { type: "impression", item: "cup-1" },
    ],
  ],
  [
    "Product List Filtered",
    { filters: [{ type: "price", value: "under-25" }], products: [other] },
    [{ type: "impression", item: "cup-1" }],
  ],
  ["Product Clicked", product, [{ type: "click", item: "tea-1" }]],
  ["Product Viewed", product, [{ type: "view", item: "tea-1" }]],
  ["Product Added", { cart_id: "c", ...product }, [{ type: "add_to_cart", item: "tea-1" }]],
  [
    "Wishlist Product Added to Cart",
    { wishlist_id: "w", ...product },
    [{ type: "add_to_cart", item: "tea-1" }],
  ],
  ["Product Added to Wishlist", { wishlist_id: "w", ...product }, [{ type: "like", item: "tea-1" }]],
  [
    "Product Reviewed",
    { product_id: "tea-1", review_id: "r", review_body: "I love it", rating: "5" },
    [{ type: "rating", item: "tea-1", value: 5 }],
  ],
  [
    "Order Completed",
    { order_id: "50314b8e9bcf000000000000", total: 41, currency: "USD", products: [product, other] },
    [
      { type: "purchase", item: "tea-1" },
      { type: "purchase", item: "cup-1" },
    ],
  ],
];

test.each(rows)("%s", async (event, properties, want) => {
  const { hearth, adapter } = make();
  await adapter.track(event, properties);
  assert.deepEqual(hearth.calls, [want]);
  assert.equal(adapter.recorded, want.length);
  assert.deepEqual(counts(adapter.dropped), {});
});

test("every row of the exported mapping is tested, and every type is one that a pack's default configuration knows", () => {
  assert.deepEqual(rows.map(([event]) => event).sort(), Object.keys(segmentEvents).sort());
  const known = ["view", "click", "add_to_cart", "purchase", "like", "search", "impression", "rating"];
  for (const { type } of Object.values(segmentEvents)) assert.ok(known.includes(type), type);
});

/** The specification's events that say nothing of a preference. */
const left = [
  "Promotion Viewed",
  "Promotion Clicked",
  "Product Removed",
  "Cart Viewed",
  "Checkout Started",
  "Checkout Step Viewed",
  "Checkout Step Completed",
  "Payment Info Entered",
  "Order Updated",
  "Order Refunded",
  "Order Cancelled",
  "Coupon Entered",
  "Coupon Applied",
  "Coupon Denied",
  "Coupon Removed",
  "Product Removed from Wishlist",
  "Product Shared",
  "Cart Shared",
];
test.each(left)("%s is dropped and counted", async (event) => {
  const { hearth, adapter } = make();
  await adapter.track(event, { ...product, products: [product] });
  assert.equal(hearth.calls.length, 0);
  assert.deepEqual(counts(adapter.dropped), { unmapped: { [event]: 1 } });
});

test.each(["product viewed", "PRODUCT VIEWED", "product_viewed", "Product-Viewed", " Product  Viewed "])(
  "the spelling %j is known",
  async (event) => {
    const { hearth, adapter } = make();
    await adapter.track(event, product);
    assert.deepEqual(hearth.events, [{ type: "view", item: "tea-1" }]);
  },
);

const ids: [string, Record<string, unknown>, string | undefined][] = [
  ["product_id first", { id: "c", sku: "b", product_id: "a" }, "a"],
  ["sku next", { id: "c", sku: "b" }, "b"],
  ["id last", { id: "c" }, "c"],
  ["an empty one is none", { product_id: "", sku: "b" }, "b"],
  ["a number", { product_id: 507 }, "507"],
  ["an object is none", { product_id: { a: 1 } }, undefined],
  ["null is none", { product_id: null }, undefined],
  ["256 bytes", { id: "ä".repeat(128) }, "ä".repeat(128)],
  ["257 bytes", { id: `${"ä".repeat(128)}a` }, undefined],
  ["half a surrogate pair", { id: "a\ud800" }, undefined],
  ["nothing", {}, undefined],
];
test.each(ids)("ids: %s", async (_, properties, want) => {
  const { hearth, adapter } = make();
  await adapter.track("Product Viewed", properties);
  assert.deepEqual(
    hearth.events.map((event) => event.item),
    want === undefined ? [] : [want],
  );
  assert.deepEqual(counts(adapter.dropped), want === undefined ? { no_item: { "Product Viewed": 1 } } : {});
});

test("the site names its own ids", async () => {
  const { hearth, adapter } = make({ idKeys: ["film"] });
  await adapter.track("Product Viewed", { film: "alien-1979", product_id: "no" });
  await adapter.track("Product Viewed", { product_id: "no" });
  assert.deepEqual(hearth.events, [{ type: "view", item: "alien-1979" }]);
});

test("a list keeps what has an id, and an order without a list is of its one product", async () => {
  const { hearth, adapter } = make();
  await adapter.track("Order Completed", { products: [product, {}, null, "tea-2", other] });
  await adapter.track("Order Completed", { product_id: "pot-1" });
  await adapter.track("Order Completed", { product_id: "no", products: [] });
  assert.deepEqual(
    hearth.events.map((event) => event.item),
    ["tea-1", "cup-1", "pot-1"],
  );
  assert.deepEqual(counts(adapter.dropped), { no_item: { "Order Completed": 4 } });
});

test.each(["", "  ", undefined, 7, "x".repeat(1025), "\udc00"])(
  "the search text %j is none",
  async (query) => {
    const { hearth, adapter } = make();
    await adapter.track("Products Searched", { query });
    assert.equal(hearth.calls.length, 0);
    assert.deepEqual(counts(adapter.dropped), { no_value: { "Products Searched": 1 } });
  },
);

const ratings: [unknown, number | undefined][] = [
  [4.5, 4.5],
  ["3", 3],
  [0, 0],
  [undefined, undefined],
  ["", undefined],
  ["good", undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [1e300, undefined],
  [null, undefined],
  [true, undefined],
];
test.each(ratings)("the rating %j", async (rating, want) => {
  const { hearth, adapter } = make();
  await adapter.track("Product Reviewed", { product_id: "a", rating });
  assert.deepEqual(
    hearth.events.map((event) => event.value),
    want === undefined ? [] : [want],
  );
  assert.equal(adapter.dropped.no_value["Product Reviewed"] ?? 0, want === undefined ? 1 : 0);
});

test("the site adds, replaces and drops mappings", async () => {
  const { hearth, adapter } = make({
    events: {
      "Product Shared": { type: "like" },
      "order completed": { type: "purchase", value: "quantity" },
      "Product Clicked": false,
      "Video Watched": { type: "dwell", value: "seconds" },
    },
  });
  await adapter.track("Product Shared", product);
  await adapter.track("Order Completed", { products: [product, other] });
  await adapter.track("Product Clicked", product);
  await adapter.track("Video Watched", { id: "v", seconds: 30 });
  assert.deepEqual(hearth.events, [
    { type: "like", item: "tea-1" },
    { type: "purchase", item: "tea-1", value: 2 },
    { type: "dwell", item: "v", value: 30 },
  ]);
  assert.deepEqual(counts(adapter.dropped), {
    no_value: { "Order Completed": 1 },
    unmapped: { "Product Clicked": 1 },
  });
});

test("names of an object's own parts are no mappings", async () => {
  const { hearth, adapter } = make({ pages: {} });
  for (const name of ["constructor", "__proto__", "toString", ""]) {
    await adapter.track(name, product);
    await adapter.page(name, product);
  }
  assert.equal(hearth.calls.length, 0);
  const dropped = adapter.dropped.unmapped;
  assert.equal(dropped.page, 4);
  assert.deepEqual(Object.keys(dropped).sort(), ["__proto__", "constructor", "page", "toString", "track"]);
});

test("pages are dropped, but for those that the site maps", async () => {
  const { hearth, adapter } = make({ pages: { Film: { type: "view" } } });
  await adapter.page("Film", { id: "alien-1979", url: "https://example.com/?secret" });
  await adapter.page("Catalogue", "Film", { id: "aliens-1986" });
  await adapter.page({ type: "page", name: "Film", properties: { id: "alien-3" } });
  await adapter.page("Home", { id: "no" });
  await adapter.page({ id: "no" });
  await adapter.page();
  assert.deepEqual(
    hearth.events,
    ["alien-1979", "aliens-1986", "alien-3"].map((item) => ({ type: "view", item })),
  );
  assert.deepEqual(counts(adapter.dropped), { unmapped: { page: 3 } });
});

test("who the person is goes nowhere", async () => {
  const { hearth, adapter } = make();
  const touched = () => assert.fail("traits were looked at");
  const traits = new Proxy({}, { get: touched, ownKeys: touched, has: touched });
  await adapter.identify("user-97980cfea0067", traits);
  await adapter.identify({ userId: "user-97980cfea0067", traits });
  await adapter.send({ type: "identify", userId: "user-97980cfea0067", traits } as never);
  await adapter.send({ type: "group", groupId: "g" } as never);
  assert.equal(hearth.calls.length, 0);
  assert.deepEqual(counts(adapter.dropped), { unmapped: { identify: 3, group: 1 } });
});

test("calls as objects", async () => {
  const { hearth, adapter } = make({ pages: { Film: { type: "view" } } });
  await adapter.track({ event: "Product Viewed", properties: product });
  await adapter.send({ type: "track", event: "Product Clicked", properties: product });
  await adapter.send({ type: "page", name: "Film", properties: { id: "f" } });
  await adapter.send({ event: "Product Viewed", properties: product });
  await adapter.send(undefined as never);
  assert.deepEqual(
    hearth.events.map((event) => event.type),
    ["view", "click", "view"],
  );
  assert.deepEqual(counts(adapter.dropped), { unmapped: { send: 2 } });
});

test("a time of the past is kept, one to come is now, and one that is none is left out", async () => {
  const { hearth, adapter } = make();
  const past = new Date("2026-01-02T03:04:05Z");
  const before = Date.now();
  for (const timestamp of [past, past.toISOString(), "2999-01-01T00:00:00Z", "yesterday"])
    await adapter.track({ event: "Product Viewed", properties: product, timestamp });
  const times = hearth.events.map((event) => event.time);
  assert.deepEqual(times.slice(0, 2), [past.getTime(), past.getTime()]);
  assert.ok((times[2] ?? 0) >= before && (times[2] ?? 0) <= Date.now());
  assert.equal(times[3], undefined);
});

test("context goes with every event", async () => {
  const { hearth, adapter } = make({ context: () => ({ device: "phone" }) });
  await adapter.track("Order Completed", { products: [product, other] });
  assert.deepEqual(
    hearth.events.map((event) => event.context),
    [{ device: "phone" }, { device: "phone" }],
  );
});

test("what the purposes refuse is counted", async () => {
  const { hearth, adapter } = make();
  hearth.refuse = (event) => event.item === "tea-1";
  await adapter.track("Order Completed", { products: [product, other] });
  await adapter.track("Product Viewed", product);
  assert.equal(adapter.recorded, 1);
  assert.deepEqual(counts(adapter.dropped), { refused: { "Order Completed": 1, "Product Viewed": 1 } });
});

test("errors are counted and told, and no call rejects", async () => {
  const errors: unknown[] = [];
  const { hearth, adapter } = make({ onError: (error) => errors.push(error) });
  hearth.error = new Error("closed");
  await adapter.track("Product Viewed", product);
  const silent = make({
    context: () => {
      throw new Error("no context");
    },
  });
  await silent.adapter.track("Product Viewed", product);
  assert.deepEqual(errors, [hearth.error]);
  assert.deepEqual(counts(adapter.dropped), { failed: { "Product Viewed": 1 } });
  assert.deepEqual(counts(silent.adapter.dropped), { failed: { "Product Viewed": 1 } });
});

test("observe is called within the call, as the page may be left next", () => {
  const { hearth, adapter } = make();
  void adapter.track("Product Clicked", product);
  assert.equal(hearth.calls.length, 1);
});

test("names that are counted are bounded", async () => {
  const { adapter } = make();
  for (let i = 0; i < 250; i++) await adapter.track(`Event ${i}`);
  await adapter.track("Event 3");
  const names = adapter.dropped.unmapped;
  assert.equal(Object.keys(names).length, 101);
  assert.equal(names["(others)"], 150);
  assert.equal(names["Event 3"], 2);
});

const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
const anyProperties = fc.oneof(
  anything,
  fc.record({ products: fc.array(fc.oneof(anything, fc.record({ product_id: anything }))) }),
  fc.record({ product_id: anything, query: anything, rating: anything }, { requiredKeys: [] }),
);

test("whatever is tracked, no call rejects, and events are either recorded or counted", async () => {
  const names = fc.oneof(fc.constantFrom(...Object.keys(segmentEvents)), fc.string());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, anyProperties)), async (calls) => {
      const { hearth, adapter } = make();
      hearth.refuse = (event) => (event.item?.length ?? 0) % 2 === 1;
      for (const [name, properties] of calls)
        await adapter.track(name, properties as Record<string, unknown>);
      const dropped = Object.values(adapter.dropped).flatMap((of) => Object.values(of));
      const total = adapter.recorded + dropped.reduce((sum, count) => sum + count, 0);
      assert.ok(total >= calls.length, `${total} of ${calls.length}`);
      assert.equal(adapter.recorded + sum(adapter.dropped.refused), hearth.events.length);
    }),
  );
});

function sum(names: Readonly<Record<string, number>>): number {
  return Object.values(names).reduce((total, count) => total + count, 0);
}

test("nothing of a call's content is in the counts", async () => {
  const secret = "secret-7f3a";
  const { adapter } = make();
  await adapter.track("Coupon Entered", { coupon: secret, [secret]: secret });
  await adapter.track("Product Viewed", { name: secret, email: secret });
  await adapter.track("Products Searched", { query: secret.repeat(200) });
  await adapter.page("Home", { url: secret, title: secret });
  await adapter.identify(secret, { email: secret });
  assert.ok(!JSON.stringify(adapter.dropped).includes(secret));
});
