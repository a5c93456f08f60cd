import type { Row } from './json';

/** The items of one polled channel for its client: each item once, or those of the last answer again as well. */
export class PollQueue {
  readonly #repeating: boolean;
  #fresh: Row[] = [];
  #last: readonly Row[] = [];

  constructor(mode: 'consuming' | 'repeating') {
    this.#repeating = mode === 'repeating';
  }

  push(...rows: readonly Row[]): void {
    this.#fresh.push(...rows);
  }

  /** What the next poll answers. */
  take(): readonly Row[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    if (!this.#repeating) return fresh;
    const answer = [...this.#last, ...fresh];
    // Without new items the last ones stay; otherwise the answer would grow without limit.
    if (fresh.length > 0) this.#last = fresh;
    return answer;
  }
}
