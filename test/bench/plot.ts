import type { BenchRow } from './measure';

const ENDINGS = ['client', 'listener', 'for-await'] as const;
const COLORS = { client: '#8fa3ad', listener: '#2f7d6d', 'for-await': '#c78a2c' } as const;
const NAMES = { client: 'client', listener: 'broker, listener', 'for-await': 'broker, for await' } as const;

const LEFT = 230;
const WIDTH = 900;
const BAR = 11;
const GAP = 14;
const TOP = 64;

interface Bar {
  readonly ending: (typeof ENDINGS)[number];
  readonly row: BenchRow;
}

function groupsOf(rows: readonly BenchRow[]): Map<string, Bar[]> {
  const groups = new Map<string, Bar[]>();
  for (const row of rows) {
    const ending = ENDINGS.find((word) => row.id.endsWith(`-${word}`));
    if (ending === undefined) continue;
    const name = row.id.slice(0, -ending.length - 1);
    groups.set(name, [...(groups.get(name) ?? []), { ending, row }]);
  }
  return groups;
}

const TITLE = 'CPU time as a multiple of a bare client that parses every message';

const text = (x: number, y: number, size: number, anchor: string, words: string, fill = '#333'): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" text-anchor="${anchor}" fill="${fill}">${words}</text>`;

/** CPU time of each contender as bars, in multiples of the bare client's; a mark shows the limit of a row. */
export function plotOf(rows: readonly BenchRow[]): string {
  const groups = groupsOf(rows);
  const bars = [...groups.values()].flat();
  const largest = Math.ceil(Math.max(2, ...bars.map(({ row }) => row.ratio)));
  const scale = (WIDTH - LEFT - 60) / largest;
  const height = TOP + bars.length * BAR + groups.size * GAP + 20;
  const parts: string[] = [];
  const stride = Math.max(1, Math.round(largest / 8));
  for (let at = 0; at <= largest; at += stride) {
    const x = LEFT + at * scale;
    const stroke = at === 1 ? '#555' : '#ddd';
    parts.push(
      `<line x1="${x.toFixed(1)}" y1="${TOP - 8}" x2="${x.toFixed(1)}" y2="${height - 16}" stroke="${stroke}"/>`,
    );
    parts.push(text(x, TOP - 12, 11, 'middle', String(at)));
  }
  let y = TOP;
  for (const [name, group] of groups) {
    parts.push(text(LEFT - 10, y + (group.length * BAR) / 2 + 4, 12, 'end', name));
    for (const { ending, row } of group) {
      const width = row.ratio * scale;
      parts.push(
        `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR - 2}" fill="${COLORS[ending]}"/>`,
      );
      if (row.limit <= largest) {
        const x = (LEFT + row.limit * scale).toFixed(1);
        parts.push(
          `<line x1="${x}" y1="${y - 1}" x2="${x}" y2="${y + BAR - 1}" stroke="#b02a2a" stroke-width="2"/>`,
        );
      }
      parts.push(text(LEFT + width + 5, y + 8, 9, 'start', row.ratio.toFixed(2)));
      y += BAR;
    }
    y += GAP;
  }
  const legend = ENDINGS.map((ending, at) => {
    const x = LEFT + at * 150;
    return `<rect x="${x}" y="28" width="10" height="10" fill="${COLORS[ending]}"/>${text(x + 15, 37, 11, 'start', NAMES[ending])}`;
  });
  const title = text(
    LEFT,
    18,
    13,
    'start',
    'CPU time as a multiple of a bare client that parses every message',
  );
  const limit =
    `<line x1="${LEFT + 455}" y1="27" x2="${LEFT + 455}" y2="39" stroke="#b02a2a" stroke-width="2"/>` +
    text(LEFT + 462, 37, 11, 'start', 'limit');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="sans-serif">\n<title>${TITLE}</title>\n<rect width="100%" height="100%" fill="#fff"/>\n${[title, ...legend, limit, ...parts].join('\n')}\n</svg>\n`
  );
}
