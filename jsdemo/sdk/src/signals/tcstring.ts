// Reads what a decision needs of an IAB TCF 2 consent string, and refuses what is malformed with a reason.

/**
 * Ranges of vendor ids, both ends included.
 *
 * @inline
 */
export type Vendors = readonly (readonly [first: number, last: number])[];

/** What a publisher restricts for a purpose of some vendors: 0 forbids it, 1 asks for consent, 2 for legitimate interest. */
export interface Restriction {
  /** The TCF purpose. */
  purpose: number;
  /** 0, 1 or 2. */
  type: number;
  /** Whom it is for. */
  vendors: Vendors;
}

/** What a consent string says. */
export interface TcString {
  /** The version of the policy. */
  policyVersion: number;
  /** TCF purposes with consent. */
  purposes: ReadonlySet<number>;
  /** Special features that were opted in to. */
  specialFeatures: ReadonlySet<number>;
  /** Vendors with consent. */
  vendors: Vendors;
  /** What the publisher restricts, by purpose: 0 forbids it, 1 asks for consent, 2 for legitimate interest. */
  restrictions: readonly Restriction[];
  /** Vendors that the person was shown: the segment that TCF 2.3 made mandatory. */
  disclosed?: Vendors;
  /** TCF purposes with consent for the publisher itself. */
  publisherPurposes?: ReadonlySet<number>;
}

/** What is wrong with a string. */
export type TcStringFault =
  | "no_string"
  | "string_alphabet"
  | "string_truncated"
  | "string_version"
  | "string_segment"
  | "string_vendors";

/** A string that was read, or why it was not. */
export type TcReading =
  | {
      /** What it says. */
      tc: TcString;
      /** Not there. */
      fault?: never;
    }
  | {
      /** Not there. */
      tc?: never;
      /** What is wrong with it. */
      fault: TcStringFault;
    };

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

class Malformed {
  constructor(readonly fault: TcStringFault) {}
}

/**
 * Reads a consent string by the IAB Tech Lab's "Transparency and Consent String with Global Vendor & CMP List Formats" 2.3. It
 * never throws.
 */
export function readTcString(text: unknown): TcReading {
  try {
    if (typeof text !== "string" || text === "") throw new Malformed("no_string");
    const [core = "", ...others] = text.split(".");
    return { tc: others.reduce(withSegment, readCore(new Bits(core))) };
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.fault };
    throw error;
  }
}

/** Whether a vendor is among these. */
export function among(vendors: Vendors | undefined, id: number): boolean {
  return vendors?.some(([first, last]) => first <= id && id <= last) ?? false;
}

/** A segment's bits, first to last. */
class Bits {
  #at = 0;
  readonly #sextets: readonly number[];

  constructor(segment: string) {
    this.#sextets = Array.from(segment, (char) => ALPHABET.indexOf(char));
    if (this.#sextets.includes(-1)) throw new Malformed("string_alphabet");
  }

  /** The next bits as a number; exact up to 52 of them. */
  take(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) value = value * 2 + this.#bit();
    return value;
  }

  /** The next bits as the ids, from 1, of those that are set. */
  set(count: number): ReadonlySet<number> {
    const ids = new Set<number>();
    for (let id = 1; id <= count; id++) if (this.#bit()) ids.add(id);
    return ids;
  }

  #bit(): number {
    const sextet = this.#sextets[Math.floor(this.#at / 6)];
    if (sextet === undefined) throw new Malformed("string_truncated");
    return (sextet >> (5 - (this.#at++ % 6))) & 1;
  }
}

function readCore(bits: Bits): TcString {
  if (bits.take(6) !== 2) throw new Malformed("string_version");
  for (const skipped of [36, 36, 12, 12, 6, 12, 12]) bits.take(skipped); // created to vendor list version
  const policyVersion = bits.take(6);
  bits.take(2); // service specific, non-standard texts
  const specialFeatures = bits.set(12);
  const purposes = bits.set(24);
  bits.take(24 + 1 + 12); // legitimate interests, purpose one treatment, publisher's country
  const vendors = readVendors(bits);
  readVendors(bits); // legitimate interests
  return { policyVersion, specialFeatures, purposes, vendors, restrictions: readRestrictions(bits) };
}

function withSegment(tc: TcString, segment: string): TcString {
  const bits = new Bits(segment);
  const type = bits.take(3);
  if (type === 1 && !tc.disclosed) return { ...tc, disclosed: readVendors(bits) };
  if (type === 3 && !tc.publisherPurposes) return { ...tc, publisherPurposes: bits.set(24) };
  if (type === 2) return tc; // allowed vendors, which nothing uses any more
  throw new Malformed("string_segment");
}

function readVendors(bits: Bits): Vendors {
  const max = bits.take(16);
  const vendors = bits.take(1) ? readRanges(bits) : Array.from(bits.set(max), (id) => [id, id] as const);
  if (vendors.some(([, last]) => last > max)) throw new Malformed("string_vendors");
  return vendors;
}

function readRanges(bits: Bits): Vendors {
  return Array.from({ length: bits.take(12) }, () => {
    const isRange = bits.take(1);
    const first = bits.take(16);
    const last = isRange ? bits.take(16) : first;
    if (first < 1 || last < first) throw new Malformed("string_vendors");
    return [first, last] as const;
  });
}

function readRestrictions(bits: Bits): Restriction[] {
  return Array.from({ length: bits.take(12) }, () => ({
    purpose: bits.take(6),
    type: bits.take(2),
    vendors: readRanges(bits),
  }));
}
