// A Hearth that keeps what is observed, for tests of what observes.

import type { ObserveReply } from "../src/messages.ts";
import type { EventInput } from "../src/types.ts";

/** Records calls of observe; `refuse` says which events no purpose may record. */
export class FakeHearth {
  /** What each call was given. */
  readonly calls: EventInput[][] = [];
  /** Whether an event is refused. */
  refuse: (event: EventInput) => boolean = () => false;
  /** What the next calls fail with. */
  error: unknown;

  /** All events, in order. */
  get events(): EventInput[] {
    return this.calls.flat();
  }

  async observe(events: EventInput | readonly EventInput[]): Promise<ObserveReply> {
    const list = [events].flat() as EventInput[];
    this.calls.push(list);
    if (this.error !== undefined) throw this.error;
    const refs = list.map((event, index) => (this.refuse(event) ? 0 : index + 1));
    return { purged: 0, recorded: refs.filter((ref) => ref > 0).length, refs };
  }
}
