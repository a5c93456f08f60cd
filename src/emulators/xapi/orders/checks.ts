import type { Decimal } from 'decimal.js';
import type { Side } from '../../exchange/matching';
import type { XapiErrorCode } from '../errors';
import type { XapiInstrument } from '../instruments';

/** A price in points; undefined when it has more decimals than the instrument or is off its grid. */
export function pointsOf(price: Decimal, instrument: XapiInstrument): number | undefined {
  const points = price.times(10 ** instrument.digits);
  return points.isInteger() && points.mod(instrument.tickPoints).isZero() ? points.toNumber() : undefined;
}

/** Whether a volume lies within the limits and on the step that holds for it. */
export function isVolumeValid(volume: Decimal, instrument: XapiInstrument): boolean {
  if (volume.lt(instrument.lotMin) || volume.gt(instrument.lotMax)) return false;
  let [from, step] = [instrument.lotMin, instrument.lotStep];
  for (const range of instrument.lotSteps ?? [])
    if (volume.gte(range.from)) [from, step] = [range.from, range.step];
  return volume.minus(from).mod(step).isZero();
}

/** Best prices in points. */
interface Best {
  readonly bid: number;
  readonly ask: number;
}

/** Levels of a trade in points; 0 for none. */
export interface Levels {
  readonly sl: number;
  readonly tp: number;
}

/**
 * Checks stop loss and take profit against the price that they are measured from: the closing price of a
 * position, or the own price of a resting order.
 */
export function checkLevels(
  side: Side,
  { sl, tp }: Levels,
  reference: number,
  instrument: XapiInstrument,
): XapiErrorCode | undefined {
  const distance = instrument.stopsLevelPoints;
  const direction = side === 'buy' ? 1 : -1;
  if (sl < 0 || tp < 0) return 'BE002';
  if (sl > 0 && (reference - sl) * direction <= distance) return 'BE002';
  if (tp > 0 && (tp - reference) * direction <= distance) return 'BE002';
  return undefined;
}

/** Checks that a resting order stays resting: it must not be executable at the current prices. */
export function checkPendingPrice(
  side: Side,
  kind: 'limit' | 'stop',
  price: number,
  best: Best,
  instrument: XapiInstrument,
): XapiErrorCode | undefined {
  const market = side === 'buy' ? best.ask : best.bid;
  const below = (side === 'buy') === (kind === 'limit');
  const distance = below ? market - price : price - market;
  return price > 0 && distance > instrument.stopsLevelPoints ? undefined : 'BE001';
}
