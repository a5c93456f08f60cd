/** Where the next page begins. */
export interface Page {
  readonly from?: string;
  readonly direction?: 'NEXT';
}

/** Most pages of one list: a venue that goes on for ever is not followed. */
const MAX_PAGES = 10_000;

/**
 * Reads a list page by page, newest first, until one is not full.
 * @param cursorOf - what `from` continues behind; the id by default
 * @param keyOf - names a row, to tell one that stands on two pages; the cursor by default
 * @throws Error when the venue gives the same page again and again
 */
export async function readAll<T extends { readonly id: string }>(
  size: number,
  read: (page: Page) => Promise<readonly T[]>,
  cursorOf: (row: T) => string = ({ id }) => id,
  keyOf: (row: T) => string = cursorOf,
): Promise<readonly T[]> {
  const rows: T[] = [];
  const seen = new Set<string>();
  let page: Page = {};
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const part = await read(page);
    for (const row of part) {
      const key = keyOf(row);
      if (seen.has(key)) continue;
      seen.add(key);
      rows.push(row);
    }
    const last = part.at(-1);
    if (last === undefined || part.length < size) return rows;
    const from = cursorOf(last);
    if (page.from === from) throw new Error('The venue repeats a page of a list');
    page = { from, direction: 'NEXT' };
  }
  throw new Error(`The venue's list has more than ${MAX_PAGES} pages`);
}
