/** Price and quantity as texts. */
export type Level = readonly [string, string];

/** A book as its levels, best first. */
export interface Levels {
  readonly asks: readonly Level[];
  readonly bids: readonly Level[];
}

/** A change of a book: quantity "0" for a level that is gone. */
export interface LevelUpdate extends Levels {
  /** The number of the previous change. */
  readonly lastId: number;
  readonly id: number;
}

/** A book as its subscribers have it: one full snapshot, then changes, each of which names the previous one. */
export class LevelBook {
  #id: number;
  #levels: Levels;

  constructor(firstId: number, levels: Levels) {
    this.#id = firstId;
    this.#levels = levels;
  }

  /** The full book. */
  snapshot(): LevelUpdate {
    return { ...this.#levels, lastId: this.#id - 1, id: this.#id };
  }

  /** The change that brings subscribers to these levels; undefined when nothing changed. */
  become(levels: Levels): LevelUpdate | undefined {
    const asks = changesOf(this.#levels.asks, levels.asks);
    const bids = changesOf(this.#levels.bids, levels.bids);
    this.#levels = levels;
    return asks.length + bids.length > 0 ? this.#numbered({ asks, bids }) : undefined;
  }

  /** A change that is not applied to the book itself. */
  lie(levels: Levels): LevelUpdate {
    return this.#numbered(levels);
  }

  /** Leaves numbers out. */
  skip(ids: number): void {
    this.#id += ids;
  }

  #numbered(levels: Levels): LevelUpdate {
    const lastId = this.#id;
    // As the venue's do, ids jump: that of an update is known by its `lastId`, not by counting.
    this.#id += 1 + (this.#id % 3);
    return { ...levels, lastId, id: this.#id };
  }
}

function changesOf(before: readonly Level[], after: readonly Level[]): Level[] {
  const old = new Map(before);
  const gone = new Set(old.keys());
  const changes: Level[] = [];
  for (const [price, quantity] of after) {
    gone.delete(price);
    if (old.get(price) !== quantity) changes.push([price, quantity]);
  }
  return [...changes, ...[...gone].map((price) => [price, '0'] as const)];
}
