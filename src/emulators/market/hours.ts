import { europeanOffsetMs } from './zone';

/** A trading session of a week, in the wall time of Central Europe. */
export interface Session {
  /** 1 is Monday, 7 is Sunday. */
  readonly day: number;
  /** Milliseconds after midnight. */
  readonly fromMs: number;
  readonly toMs: number;
}

const WEEK_MINUTES = 7 * 1440;
/** The epoch was a Thursday; this makes a week begin on Monday. */
const EPOCH_SHIFT = 3 * 1440;

/** All week, every minute. */
export const ALWAYS: readonly Session[] = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
  day,
  fromMs: 0,
  toMs: 86_400_000,
}));

const known = new WeakMap<readonly Session[], Hours>();

/** The hours of a list of sessions; instruments that share a list share the table behind it. */
export function hoursOf(sessions: readonly Session[] = ALWAYS): Hours {
  let hours = known.get(sessions);
  if (!hours) {
    hours = new Hours(sessions);
    known.set(sessions, hours);
  }
  return hours;
}

/** When a market is open; sessions begin and end on whole minutes. */
export class Hours {
  readonly sessions: readonly Session[];
  readonly #always: boolean;
  /** Open minutes before each minute of the week. */
  readonly #before = new Int32Array(WEEK_MINUTES + 1);

  constructor(sessions: readonly Session[]) {
    this.sessions = sessions;
    const open = new Uint8Array(WEEK_MINUTES);
    for (const { day, fromMs, toMs } of sessions) {
      const midnight = (day - 1) * 1440;
      open.fill(1, midnight + Math.floor(fromMs / 60_000), midnight + Math.ceil(toMs / 60_000));
    }
    let count = 0;
    open.forEach((isOpen, minute) => {
      count += isOpen;
      this.#before[minute + 1] = count;
    });
    this.#always = count === WEEK_MINUTES;
  }

  /** Whether the whole span is open; a span is never longer than a day. */
  openThroughout(startMinute: number, span: number): boolean {
    return this.#always || this.#openMinutes(startMinute, span) === span;
  }

  /** Whether trading is possible at an instant. */
  isOpen(time: number): boolean {
    return this.openThroughout(Math.floor(time / 60_000), 1);
  }

  /** The last instant, not after `time`, at which the market was open; `time` itself when it never is. */
  lastOpen(time: number): number {
    if (this.isOpen(time)) return time;
    for (let minute = Math.floor(time / 60_000), steps = 0; steps <= WEEK_MINUTES; minute -= 1, steps += 1) {
      if (this.openThroughout(minute, 1)) return minute * 60_000 + 59_999;
    }
    return time;
  }

  #openMinutes(start: number, span: number): number {
    const wall = start + europeanOffsetMs(start * 60_000) / 60_000 + EPOCH_SHIFT;
    const from = ((wall % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
    const to = from + span;
    const all = this.#before[WEEK_MINUTES] ?? 0;
    const upTo = (minute: number): number =>
      minute <= WEEK_MINUTES ? (this.#before[minute] ?? 0) : all + (this.#before[minute - WEEK_MINUTES] ?? 0);
    return upTo(to) - upTo(from);
  }
}
