import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', 'fixtures', 'poloniex');

/** A row of the venue's REST documents. */
export function fixture(name: string): unknown {
  const { value } = JSON.parse(readFileSync(join(FOLDER, `rest-${name}.json`), 'utf8')) as { value: unknown };
  return value;
}

/** The signatures that three independent implementations agree on. */
export const VECTORS = JSON.parse(readFileSync(join(FOLDER, 'signing-vectors.json'), 'utf8')) as {
  readonly key: string;
  readonly secret: string;
  readonly signTimestamp: string;
  readonly vectors: readonly {
    readonly name: string;
    readonly payload: string;
    readonly signature: string;
  }[];
};
