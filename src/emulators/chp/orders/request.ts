import { Decimal } from 'decimal.js';
import type { Body } from '../body';
import { badParameter } from '../errors';
import type { ChpInstrument } from '../instruments';

/** A checked PlaceOrder; prices in points, 0 where the document requires 0. */
export interface OrderRequest {
  readonly action: 1 | 2 | 3 | 4;
  readonly type: 1 | 2 | 3 | 4;
  readonly validity: 1 | 2;
  readonly price: number;
  readonly stop: number;
  readonly lots: Decimal;
  readonly cookie: number;
}

const oneToFour = (value: number): value is 1 | 2 | 3 | 4 => value >= 1 && value <= 4;

/** A price in points on the instrument's grid; an error in the 9th digit is ignored. @throws ChpRefusal */
export function gridPoints(body: Body, key: string, { digits, tickPoints }: ChpInstrument): number {
  const exact = body.number(key) * 10 ** digits;
  const points = Math.round(exact / tickPoints) * tickPoints;
  if (Math.abs(points - exact) > 1e-6 || points < 0) throw badParameter(key);
  return points;
}

/** Reads a PlaceOrder by the rules of the document. @throws ChpRefusal */
export function readOrder(body: Body, instrument: ChpInstrument): OrderRequest {
  const action = body.integer('action', oneToFour) as OrderRequest['action'];
  const type = body.integer('type', oneToFour) as OrderRequest['type'];
  const validity = body.integer('validity', (value) => value === 1 || value === 2) as 1 | 2;
  const price = gridPoints(body, 'price', instrument);
  const stop = gridPoints(body, 'stop', instrument);
  // "0 - для приказа: По рынку или Стоп", "0 - для приказа: По рынку или Лимит".
  if ((type === 2 || type === 4) !== price > 0) throw badParameter('price');
  if ((type === 3 || type === 4) !== stop > 0) throw badParameter('stop');
  const amount = body.integer('amount', (value) => value > 0 && value % instrument.lotSize === 0);
  const cookie = body.integer('cookie', (value) => Math.abs(value) < 2 ** 31);
  return { action, type, validity, price, stop, lots: new Decimal(amount).div(instrument.lotSize), cookie };
}
