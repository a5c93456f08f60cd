import { describe, expect, test } from 'vitest';
import { Redactor } from '../../../src/errors/redact';
import type { CutCommand } from '../../../src/venues/xapi/client/short-cut';
import { XapiStream } from '../../../src/venues/xapi/client/stream';
import { decimalOf } from '../../../src/venues/xapi/map';
import { fixture } from './fixture';

const FIXTURES: Readonly<Record<CutCommand, string>> = {
  balance: 'stream-balance-record',
  candle: 'stream-candle-record',
  profit: 'stream-profit-record',
  tickPrices: 'stream-tick-record',
  tradeStatus: 'stream-trade-status-record',
};
const COMMANDS = Object.keys(FIXTURES) as CutCommand[];

const frameOf = (command: CutCommand): string => JSON.stringify(fixture(FIXTURES[command]).value);

function create(raw = false) {
  const failures: unknown[] = [];
  const stream = new XapiStream({
    send: async () => {},
    emitter: { onListenerError: (event, error) => void failures.push([event, error]) },
    raw,
    now: () => 0,
    redactor: new Redactor(),
    refused: () => {},
    invalid: () => {},
    unknownFrame: () => {},
  });
  const heard: (readonly [CutCommand, unknown, unknown])[] = [];
  for (const command of COMMANDS)
    stream.sink(command, (record, frame) => heard.push([command, record, frame]));
  /** As a connection hands a value on; returns whether it took the short cut. */
  const receive = (text: string): boolean => {
    const isShort = stream.shortCut.isOpen && stream.shortCut.read(text, 0) === text.length;
    if (isShort) stream.shortCut.take();
    else stream.receive(text);
    return isShort;
  };
  return { stream, heard, failures, receive };
}

/** The numbers of a record as decimals, whether they are exact already or not. */
function exactly(record: unknown, names: readonly string[]): unknown {
  const entries = Object.entries(record as Readonly<Record<string, number | string | null>>);
  return Object.fromEntries(
    entries
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => [name, value === null ? null : decimalOf(value)]),
  );
}

describe('the short cut of the stream', () => {
  test.each(COMMANDS)('behavior: %s is the same with it and without it', (command) => {
    const { stream, heard, receive } = create();
    expect(receive(frameOf(command))).toBe(true);
    stream.receive(frameOf(command));
    const [short, long] = heard;
    expect(heard.map(([name]) => name)).toEqual([command, command]);
    const names = Object.keys(short?.[1] as object);
    expect(exactly(short?.[1], names)).toEqual(exactly(long?.[1], names));
    expect(short?.[2]).toBeUndefined();
    expect(long?.[2]).toEqual((fixture(FIXTURES[command]).value as { readonly data: unknown }).data);
  });

  test.each(COMMANDS)(
    'behavior: %s is parsed while somebody listens, and told to the sink first',
    (command) => {
      const { stream, heard, receive } = create();
      const listener = (record: unknown): void => void heard.push([command, record, 'event']);
      stream.on(command, listener);
      expect(receive(frameOf(command))).toBe(false);
      expect(heard).toHaveLength(2);
      expect(heard[1]).toEqual([command, heard[0]?.[1], 'event']);
      stream.off(command, listener);
      expect(receive(frameOf(command))).toBe(true);
      expect(heard).toHaveLength(3);
    },
  );

  test('behavior: with raw each value is parsed', () => {
    const { heard, receive } = create(true);
    for (const command of COMMANDS) expect(receive(frameOf(command))).toBe(false);
    expect(heard.map(([command]) => command)).toEqual(COMMANDS);
  });

  test('behavior: without a sink it is closed', () => {
    const { stream } = create(true);
    expect(stream.shortCut.isOpen).toBe(false);
    expect(stream.shortCut.read(frameOf('tickPrices'), 0)).toBe(-1);
  });

  test('behavior: values of other commands do not make it step aside', () => {
    const { receive } = create();
    const trade = JSON.stringify(fixture('stream-trade-record').value);
    for (let count = 0; count < 100; count += 1) expect(receive(trade)).toBe(false);
    expect(receive(frameOf('tickPrices'))).toBe(true);
    expect(receive(frameOf('tradeStatus'))).toBe(true);
  });

  test('error: a sink that throws is reported, and those who listen hear the record', () => {
    const { stream, failures, receive } = create();
    const error = new Error('sink');
    stream.sink('profit', () => {
      throw error;
    });
    let told = 0;
    stream.on('profit', () => {
      told += 1;
    });
    receive(frameOf('profit'));
    expect([told, failures]).toEqual([1, [['profit', error]]]);
  });
});
