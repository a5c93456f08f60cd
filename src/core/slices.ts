/**
 * How long work on a large answer blocks the event loop without a break, in ms: half of the 20 ms that are guaranteed.
 */
const SLICE_MS = 10;

/**
 * How many rows are read between two reads of the clock: the slowest row takes well below 0.1 ms. The clock is not read
 * after the last rows: the time of a short answer, of which the first may take long, must not decide whether the loop
 * gets a turn.
 */
export const ROWS_A_STEP = 16;

/**
 * Work in steps. At each `yield` the event loop gets a turn if the slice is used up; at `yield 'turn'` it gets one in
 * any case, which is for a step that is long and cannot be divided.
 */
export type Steps<T> = Generator<'turn' | undefined, T, void>;

/**
 * The work that waits for a turn of the loop: one continues in each turn, however many large answers there are at once.
 */
const waiting: (() => void)[] = [];

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(wakeOne);
  });
}

function wakeOne(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(wakeOne);
}

/** Does the work without a break. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The error that stops the work; undefined while it is needed. Called after each turn of the loop. */
export type Stopped = () => Error | undefined;

/**
 * Does the work in slices of a few ms, with a turn of the loop between them. Work that is short is done before the call
 * returns.
 * @throws what `stopped` returns, once it returns an error; the work ends then
 */
export async function inSlices<T>(steps: Steps<T>, stopped?: Stopped): Promise<T> {
  // The real time, whatever clock the client was given: what counts is how long the process is blocked.
  let started = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value !== 'turn' && performance.now() - started < SLICE_MS) continue;
    await nextTurn();
    throwIfStopped(stopped);
    started = performance.now();
  }
}

function throwIfStopped(stopped: Stopped | undefined): void {
  const reason = stopped?.();
  if (reason !== undefined) throw reason;
}

/** Maps rows, in steps. */
export function* mapSteps<T, U>(rows: readonly T[], map: (row: T, index: number) => U): Steps<readonly U[]> {
  const mapped: U[] = new Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    if (index > 0 && index % ROWS_A_STEP === 0) yield;
    mapped[index] = map(rows[index] as T, index);
  }
  return mapped;
}

/** Maps rows in slices. @throws what `map` throws, and what `stopped` returns */
export function mapInSlices<T, U>(
  rows: readonly T[],
  map: (row: T, index: number) => U,
  stopped?: Stopped,
): Promise<readonly U[]> {
  return inSlices(mapSteps(rows, map), stopped);
}

/** Work of one owner in slices, one after the other in the order in which it was given. */
export class SlicesInOrder {
  #last: Promise<unknown> | undefined;

  /** Whether there is work that is not done. */
  get isBusy(): boolean {
    return this.#last !== undefined;
  }

  /** As {@link inSlices}, once all that was given before is done. */
  async run<T>(steps: Steps<T>, stopped?: Stopped): Promise<T> {
    const before = this.#last;
    const work = before === undefined ? inSlices(steps, stopped) : this.#after(before, steps, stopped);
    const settled = work.then(
      () => {},
      () => {},
    );
    this.#last = settled;
    try {
      return await work;
    } finally {
      if (this.#last === settled) this.#last = undefined;
    }
  }

  async #after<T>(before: Promise<unknown>, steps: Steps<T>, stopped: Stopped | undefined): Promise<T> {
    await before;
    throwIfStopped(stopped);
    return inSlices(steps, stopped);
  }
}
