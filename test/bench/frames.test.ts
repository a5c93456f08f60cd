import { describe, expect, test } from 'vitest';
import {
  busyChannelOf,
  decodeBalanceFrame,
  FRAME_DECODERS,
} from '../../src/venues/poloniex/client/frame-decoders';
import { type CutCommand, StreamShortCut } from '../../src/venues/xapi/client/short-cut';
import { FLOODS } from './end-to-end/floods';
import { profitFrames } from './end-to-end/frames/xapi';
import { plotOf } from './plot';

const COUNT = 500;

describe('frames of the bench', () => {
  const floods = Object.entries(FLOODS).filter(([name]) => name !== 'xapi-profit');

  test.each(floods)('default: %s, each is JSON and no two are alike', (_name, flood) => {
    const frames = flood.frames(COUNT, 1_700_000_000_000);
    expect(new Set(frames).size).toBe(frames.length);
    for (const frame of frames) expect(JSON.parse(frame)).toBeTypeOf('object');
    // An answer has several rows.
    expect(frames.length).toBe(Math.ceil(COUNT / (flood.rows ?? 1)));
  });

  test('default: long ids keep their digits', () => {
    const [frame] = FLOODS['poloniex-balances-documented']?.frames(1, 1_700_000_000_000) ?? [];
    expect(frame).toContain('"id":60018450912695041,');
  });

  // A decoder that knows another order of members than the venue's misses every frame, and nothing but the speed shows it.
  const commands: Readonly<Record<string, CutCommand>> = {
    'xapi-tick-ws': 'tickPrices',
    'xapi-balance': 'balance',
    'xapi-candle': 'candle',
    'xapi-profit': 'profit',
    'xapi-trade-status': 'tradeStatus',
  };

  test.each(Object.entries(commands))('behavior: %s, each is read without parsing', (name, command) => {
    const shortCut = new StreamShortCut(() => false);
    shortCut.add(command, () => {});
    const frames =
      name === 'xapi-profit'
        ? profitFrames(COUNT, ['7497776'])
        : FLOODS[name]?.frames(COUNT, 1_700_000_000_000);
    expect(frames?.filter((frame) => shortCut.read(frame, 0) !== frame.length)).toEqual([]);
  });

  const pushed = floods.filter(([, { venue, transport }]) => venue === 'poloniex' && transport !== 'http');

  test.each(pushed)('behavior: %s, each but a first snapshot is read without parsing', (_name, flood) => {
    const frames = flood.frames(COUNT, 1_700_000_000_000).filter((text) => !text.includes('"snapshot"'));
    expect(frames.length).toBeGreaterThanOrEqual(COUNT - 1);
    const isMissed = (text: string): boolean => {
      const channel = busyChannelOf(text);
      if (channel === undefined) return true;
      // The broker listens to no row of balances.
      return (channel === 'balances' ? decodeBalanceFrame : FRAME_DECODERS[channel])(text) === undefined;
    };
    // Another test may have made the decoder step aside.
    for (let tries = 0; tries < 1100 && isMissed(frames[0] as string); tries += 1);
    expect(frames.filter(isMissed)).toEqual([]);
  });
});

test('default: the picture has a bar for each row and a mark for its limit', () => {
  const row = { perSecond: 1, limit: 1.5 };
  const picture = plotOf([
    { ...row, id: 'a-listener', ratio: 1.25 },
    { ...row, id: 'a-for-await', ratio: 1.75 },
  ]);
  expect(picture.match(/<rect[^>]*height="9"/g)).toHaveLength(2);
  expect(picture.match(/stroke="#b02a2a"/g)).toHaveLength(3);
});
