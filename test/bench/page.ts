import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import type { EndToEndRow } from './end-to-end/end-to-end';
import type { BenchRow } from './measure';
import { plotOf } from './plot';

const ROOT = resolve(__dirname, '../..');
const PAGE = resolve(ROOT, 'docs/performance.md');
const PLOT = resolve(ROOT, 'docs/performance.svg');
const RECORDED = resolve(__dirname, 'recorded.json');

type AnyRow = BenchRow & Partial<EndToEndRow>;

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

function endToEndLine({ id, ratio, ratios, limit, cpuMs, wallRatio, perSecond }: AnyRow): string {
  const spread = ratios ? `${figure(ratios.min)} to ${figure(ratios.max)}` : '';
  const micros = cpuMs && perSecond > 0 ? (1e6 / perSecond).toFixed(1) : '';
  return `| \`${id}\` | ${figure(ratio)} | ${spread} | ${limit} | ${micros} | ${wallRatio?.toFixed(2) ?? ''} |`;
}

const otherLine = ({ id, ratio, limit }: AnyRow): string =>
  `| \`${id}\` | ${figure(ratio)} | ${Number.isFinite(limit) ? limit : '-'} |`;

/** Puts lines between the marks of a part of the page. */
function replacePart(page: string, name: string, lines: readonly string[]): string {
  const start = `<!-- measured: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has no part "${name}"`);
  return `${page.slice(0, from)}${start}\n${lines.join('\n')}\n${page.slice(to)}`;
}

/** Writes the picture beside the page. */
export function writePlot(rows: readonly BenchRow[]): void {
  writeFileSync(PLOT, plotOf(rows));
}

/** Writes the figures into the page and the picture beside it, and keeps them: the guard compares with them. */
export function writePage(rows: readonly AnyRow[]): void {
  const endToEnd = rows.filter(({ cpuMs }) => cpuMs !== undefined);
  const others = rows.filter(({ cpuMs }) => cpuMs === undefined);
  let page = readFileSync(PAGE, 'utf8');
  if (endToEnd.length > 0) {
    const machine = `Node ${process.versions.node}, ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? 'unknown make'}`;
    page = replacePart(page, 'end-to-end', [
      `${machine}. A row is a multiple of the bare client's CPU time.`,
      '',
      '| row | CPU | rounds | at most | microseconds a record | wall time |',
      '|---|---|---|---|---|---|',
      ...endToEnd.map(endToEndLine),
    ]);
    writePlot(endToEnd);
  }
  if (others.length > 0) {
    page = replacePart(page, 'in-process', [
      '| row | measured | at most |',
      '|---|---|---|',
      ...others.map(otherLine),
    ]);
  }
  writeFileSync(PAGE, page);
  const kept = Object.entries({
    ...recorded(),
    ...Object.fromEntries(rows.map(({ id, ratio }) => [id, Number(ratio.toFixed(2))])),
  });
  writeFileSync(
    RECORDED,
    `${JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`,
  );
}

/** The ratios of the last time that the page was written. */
export function recorded(): Readonly<Record<string, number>> {
  return JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<string, number>;
}
