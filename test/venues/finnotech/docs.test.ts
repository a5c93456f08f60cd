import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FinnotechClient } from '../../../src/venues/finnotech';
import { SERVICES } from '../../../src/venues/finnotech/endpoints';
import { realtimeRow } from '../../../src/venues/finnotech/wire/rows';
import { fixtureText } from './fixture';

const page = readFileSync('docs/venues/finnotech.md', 'utf8');

/** Rows of the table below a heading, as cells. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`# ${heading}\n`);
  const lines = section.split(/\n##+ /)[0]?.split('\n') ?? [];
  return lines
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** "URI Parameters", "Headers" and "Query Parameters" of the seed page. */
const PARAMETERS = [
  'clientId',
  'Authorization',
  'trackId',
  'coId',
  'isTimePeriod',
  'precedencyRight',
  'fromTime',
  'toTime',
];

describe('the Finnotech page', () => {
  it('default: every parameter of the seed page has a row', () => {
    expect(tableBelow('trades/realtime: parameters').map(([name]) => name)).toEqual(PARAMETERS);
  });

  it('default: every field of the sample, and every other word of its legend, has a row', () => {
    const named = tableBelow('trades/realtime: fields').map(([name = '']) => name.split(' ')[0]);
    const sample = JSON.parse(fixtureText('trades-realtime')) as { result: readonly object[] };
    expect(named).toEqual([...Object.keys(sample.result[0] ?? {}), 'trackId', 'state', 'error']);
    expect(named.slice(0, -3)).toEqual(Object.keys(realtimeRow.shape));
  });

  it('default: every service has its method and its scope', () => {
    const rows = tableBelow('Services');
    const expected = Object.entries(SERVICES).map(([method, { path, scope }]) => [
      `\`${method}\``,
      path.replace('/bourse/v2/clients/{clientId}/', ''),
      scope,
    ]);
    expect(rows.map((row) => row.slice(0, 3))).toEqual(expected);
  });

  it('default: every method of the client is on the page', () => {
    const methods = Object.getOwnPropertyNames(FinnotechClient.prototype).filter(
      (name) => !['constructor', 'toJSON', 'close', 'cut'].includes(name),
    );
    for (const method of methods) expect(page).toMatch(new RegExp(`\`${method}[\`(]`));
  });
});
