// The ten WASI imports of the std-Go build of the module, with a constant clock and seeded bytes; for the cross-check only.

const success = 0;
const badDescriptor = 8;
const constantTime = 1_700_000_000_000_000_000n; // nanoseconds

/** Thrown when the module asks to exit. */
export class Exit extends Error {
  constructor(code) {
    super(`the module exited with code ${code}`);
    this.code = code;
  }
}

/**
 * Imports for one instance. `memory` gives its linear memory as it is now.
 * @param {() => WebAssembly.Memory} memory
 * @returns {Record<string, (...args: any[]) => any>}
 */
export function wasiShim(memory) {
  const view = () => new DataView(memory().buffer);
  const random = seededBytes(1);
  const empty = (counts, sizes) => {
    view().setUint32(counts, 0, true);
    view().setUint32(sizes, 0, true);
    return success;
  };
  return {
    args_get: () => success,
    args_sizes_get: empty,
    environ_get: () => success,
    environ_sizes_get: empty,
    sched_yield: () => success,
    clock_time_get(_clock, _precision, at) {
      view().setBigUint64(at, constantTime, true);
      return success;
    },
    random_get(at, n) {
      for (let i = 0; i < n; i++) view().setUint8(at + i, random());
      return success;
    },
    fd_write: (fd, vectors, count, written) => write(view(), fd, vectors, count, written),
    poll_oneoff: (subscriptions, events, count, written) =>
      poll(view(), subscriptions, events, count, written),
    proc_exit(code) {
      throw new Exit(code);
    },
  };
}

/** Writes what Go says before it dies to the console; other descriptors do not exist. */
function write(view, fd, vectors, count, written) {
  if (fd !== 1 && fd !== 2) return badDescriptor;
  let total = 0;
  let text = "";
  for (let i = 0; i < count; i++) {
    const at = view.getUint32(vectors + 8 * i, true);
    const n = view.getUint32(vectors + 8 * i + 4, true);
    text += new TextDecoder().decode(new Uint8Array(view.buffer.slice(at, at + n)));
    total += n;
  }
  console.error(text.trimEnd());
  view.setUint32(written, total, true);
  return success;
}

/** Answers every subscription at once as fired: time stands still here, so waiting is over as soon as it begins. */
function poll(view, subscriptions, events, count, written) {
  for (let i = 0; i < count; i++) {
    const from = subscriptions + 48 * i;
    const to = events + 32 * i;
    view.setBigUint64(to, view.getBigUint64(from, true), true); // userdata
    view.setUint16(to + 8, success, true);
    view.setUint8(to + 10, view.getUint8(from + 8)); // type
    view.setBigUint64(to + 16, 0n, true);
    view.setUint16(to + 24, 0, true);
  }
  view.setUint32(written, count, true);
  return success;
}

/** xorshift32 (Marsaglia, 2003), a byte at a time. */
function seededBytes(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
}
