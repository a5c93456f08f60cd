import type { Clock } from '../../core/clock';

/** Readings of one clock that lie further apart, in ms, contradict each other. */
const AGREEMENT_MS = 1000;

/** How far from this machine's clock, in ms, the first reading is taken at its word. */
const NEAR_MS = 60_000;

/** Without another source: so many symbols must agree, whose records run with the venue's clock this exactly, in ms. */
const AGREEING_SYMBOLS = 3;
const RECORD_AGREEMENT_MS = 5000;
/** Symbols that are compared at most. */
const MAX_SYMBOLS = 64;

/** The last instant that a `Date` can hold. */
const LAST_TIME = 8.64e15;

/** When a question left and when its answer was there, on the monotonic clock. */
export interface Exchange {
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** Where the venue's time minus our monotonic clock lies: between the two. */
interface Reading {
  readonly least: number;
  readonly most: number;
}

/**
 * The venue's clock as seen from here, on a monotonic base: setting this machine's clock does not move it.
 *
 * Until the venue has told its time, this machine's counts. No single reading moves it far: one that contradicts what is
 * known needs a second that agrees with it.
 */
export class VenueClock {
  readonly #clock: Clock;
  #known: Reading | undefined;
  /** The last reading that contradicted what is known. */
  #doubted: Reading | undefined;
  /** The last record of each symbol, while nothing else tells the venue's time. */
  readonly #records = new Map<string, { time: number; offset: number; isSteady: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the venue has told its time. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** The venue's time, whole UTC epoch ms. */
  now(): number {
    const local = this.#clock.now();
    if (this.#known === undefined) return Math.floor(local);
    const monotonic = this.#clock.monotonic();
    const offset = local - monotonic;
    const { least, most } = this.#known;
    // Where our clock may be right it is the better guess; else the earlier one, so that nothing counts as over too soon.
    return offset >= least && offset <= most ? Math.floor(local) : Math.round(least + monotonic);
  }

  /**
   * Takes the venue's answer about its time.
   * @param time - UTC epoch ms
   * @returns whether it is believed: another should be asked for where it is not
   */
  observe(time: number, { sentAt, receivedAt }: Exchange): boolean {
    const offset = time - (sentAt + receivedAt) / 2;
    return this.#take({ least: offset, most: offset });
  }

  /**
   * Takes a time that the venue put on a frame or an answer: in whole seconds, or up to a second on its way.
   * @param time - UTC epoch ms
   * @returns whether it is believed
   */
  observeStamp(time: number, { sentAt, receivedAt }: Exchange): boolean {
    return this.#take({ least: time - receivedAt, most: time + AGREEMENT_MS - sentAt });
  }

  /** Takes the `Date` header of an answer; one that is missing or no date says nothing. */
  observeDate(header: string | undefined, exchange: Exchange): boolean {
    // Other forms that `Date.parse` takes depend on this machine's time zone.
    if (header === undefined || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(header)) {
      return false;
    }
    return this.observeStamp(Date.parse(header), exchange);
  }

  /**
   * Takes the time of a record, for a venue that tells its time in no other way. One record never moves the clock: those of
   * three symbols must agree, each of which has kept its distance from our clock while its time went on.
   */
  observeRecord(symbol: string, time: number): void {
    if (this.#known !== undefined) return;
    const receivedAt = this.#clock.monotonic();
    const offset = time - receivedAt;
    const before = this.#records.get(symbol);
    if (before === undefined && this.#records.size >= MAX_SYMBOLS) return;
    const isSteady =
      before !== undefined && time > before.time && Math.abs(offset - before.offset) <= RECORD_AGREEMENT_MS;
    if (before !== undefined && time === before.time) return;
    this.#records.set(symbol, { time, offset, isSteady });
    const agreeing = [...this.#records.values()].filter(
      (other) => other.isSteady && Math.abs(other.offset - offset) <= RECORD_AGREEMENT_MS,
    );
    if (!isSteady || agreeing.length < AGREEING_SYMBOLS) return;
    // A record is made before it is received: the latest of them is the nearest to the venue's time.
    const latest = Math.max(...agreeing.map((other) => other.offset));
    const exchange = { sentAt: receivedAt, receivedAt };
    // What several say needs no second reading; where our clock fits, nothing is to be corrected.
    if (Math.abs(latest + receivedAt - this.#clock.now()) <= NEAR_MS) return;
    this.observeStamp(latest + receivedAt, exchange);
    this.observeStamp(latest + receivedAt, exchange);
    this.#records.clear();
  }

  #take(reading: Reading): boolean {
    const now = this.#clock.monotonic();
    if (!(reading.least + now >= 0 && reading.most + now <= LAST_TIME)) return false;
    const known = this.#known ?? this.#local(now);
    if (distance(known, reading) <= AGREEMENT_MS) {
      this.#known = this.#known === undefined ? reading : meet(this.#known, reading);
    } else if (this.#doubted !== undefined && distance(this.#doubted, reading) <= AGREEMENT_MS) {
      this.#known = meet(this.#doubted, reading);
    } else {
      this.#doubted = reading;
      return false;
    }
    this.#doubted = undefined;
    return true;
  }

  /** What this machine's clock says, which may be off by a little. */
  #local(monotonic: number): Reading {
    const offset = this.#clock.now() - monotonic;
    return { least: offset - NEAR_MS, most: offset + NEAR_MS };
  }
}

/** How far apart two readings are, in ms; 0 where they overlap. */
function distance(a: Reading, b: Reading): number {
  return Math.max(0, a.least - b.most, b.least - a.most);
}

/** What both say; the later reading where the clocks have drifted apart. */
function meet(earlier: Reading, later: Reading): Reading {
  const least = Math.max(earlier.least, later.least);
  const most = Math.min(earlier.most, later.most);
  return least <= most ? { least, most } : later;
}
