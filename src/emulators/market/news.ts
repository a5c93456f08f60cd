import { seedOf, unit } from './hash';

/** A headline with its text. */
export interface NewsItem {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly time: number;
}

const SUBJECTS = ['Euro', 'Złoty', 'Gold', 'Crude oil', 'DAX', 'Dollar', 'Bitcoin', 'Copper'] as const;
const MOVES = ['edges up', 'slips', 'holds its ground', 'jumps', 'pares losses', 'drifts'] as const;
const REASONS = [
  'after inflation data',
  'ahead of the bank meeting',
  'in thin trading',
  'on earnings',
] as const;

const pick = <T>(list: readonly T[], chance: number, fallback: T): T =>
  list[Math.floor(chance * list.length)] ?? fallback;

/** News as a pure function of seed and time: one item every `intervalMs`. */
export class NewsFeed {
  readonly #seed: number;
  readonly intervalMs: number;

  constructor(seed: number, intervalMs: number) {
    this.#seed = seedOf(seed, 'news');
    this.intervalMs = intervalMs;
  }

  /** The items with a time in `[from, to]`, oldest first, at most the newest 1000. */
  between(from: number, to: number): NewsItem[] {
    const last = Math.floor(to / this.intervalMs);
    const first = Math.max(Math.ceil(from / this.intervalMs), last - 999);
    const items: NewsItem[] = [];
    for (let index = first; index <= last; index += 1) items.push(this.#item(index));
    return items;
  }

  #item(index: number): NewsItem {
    const subject = pick(SUBJECTS, unit(this.#seed, 0, index), 'Euro');
    const move = pick(MOVES, unit(this.#seed, 1, index), 'drifts');
    const reason = pick(REASONS, unit(this.#seed, 2, index), 'in thin trading');
    const title = `${subject} ${move} ${reason}`;
    const key = [3, 4, 5, 6]
      .map((level) =>
        Math.floor(unit(this.#seed, level, index) * 2 ** 32)
          .toString(16)
          .padStart(8, '0'),
      )
      .join('');
    return { key, title, body: `<html><body><p>${title}.</p></body></html>`, time: index * this.intervalMs };
  }
}
