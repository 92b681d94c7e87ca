// Tests of the batches: at most one an animation frame, in order, and nothing is lost.

import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { Batch } from "../src/batch.ts";

/** Frames that the test draws. */
class FakeFrames {
  waiting: FrameRequestCallback | undefined;
  requestAnimationFrame(run: FrameRequestCallback): number {
    assert.equal(this.waiting, undefined, "two frames asked for");
    this.waiting = run;
    return 1;
  }
  cancelAnimationFrame(): void {
    this.waiting = undefined;
  }
  draw(): void {
    const run = this.waiting;
    this.waiting = undefined;
    run?.(0);
  }
}

function make() {
  const frames = new FakeFrames();
  const sent: string[][] = [];
  const batch = new Batch(frames, (events) => sent.push(events.map((event) => event.type)));
  return { frames, sent, batch };
}

test("events gather until the frame", () => {
  const { frames, sent, batch } = make();
  batch.add({ type: "a" });
  batch.add({ type: "b" });
  assert.deepEqual(sent, []);
  frames.draw();
  assert.deepEqual(sent, [["a", "b"]]);
});

test("an idle batch asks for no frames", () => {
  const { frames, batch } = make();
  assert.equal(frames.waiting, undefined);
  batch.add({ type: "a" });
  frames.draw();
  frames.draw();
  assert.equal(frames.waiting, undefined);
});

test("an urgent event takes the waiting ones along at once, a second in the frame waits", () => {
  const { frames, sent, batch } = make();
  batch.add({ type: "a" });
  batch.addUrgent({ type: "b" });
  batch.addUrgent({ type: "c" });
  assert.deepEqual(sent, [["a", "b"]]);
  frames.draw();
  assert.deepEqual(sent, [["a", "b"], ["c"]]);
});

test("flush sends without a frame, and nothing when there is nothing", () => {
  const { sent, batch } = make();
  batch.flush();
  batch.add({ type: "a" });
  batch.flush();
  batch.flush();
  assert.deepEqual(sent, [["a"]]);
});

test("close sends what waits and waits no more", () => {
  const { frames, sent, batch } = make();
  batch.add({ type: "a" });
  batch.close();
  assert.deepEqual(sent, [["a"]]);
  assert.equal(frames.waiting, undefined);
});

const steps = fc.array(fc.constantFrom("add", "urgent", "frame"));

test("whatever happens, a frame has one batch, and events come once and in order", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { frames, sent, batch } = make();
      let before = 0;
      for (const [i, step] of all.entries()) {
        if (step === "add") batch.add({ type: String(i) });
        else if (step === "urgent") batch.addUrgent({ type: String(i) });
        else {
          before = sent.length;
          frames.draw();
        }
        assert.ok(sent.length - before <= 1, `${sent.length - before} batches between two frames`);
      }
      batch.close();
      const added = [...all.entries()].filter(([, step]) => step !== "frame").map(([i]) => String(i));
      assert.deepEqual(sent.flat(), added);
    }),
  );
});
