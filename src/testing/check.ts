import { inspect } from 'node:util';
import { type BrokerError, isBrokerError, isDecimal, isValidationError } from '../index';
import type { ContractWorld } from './harness';

/** What a case throws when a broker breaks the contract. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** @throws ContractViolation unless `condition` holds */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ContractViolation(message);
}

/** @throws ContractViolation unless both print alike */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  const [shown, wanted] = [inspect(actual, { depth: 6 }), inspect(expected, { depth: 6 })];
  check(shown === wanted, `${what}: got ${shown}, expected ${wanted}`);
}

/**
 * Advances time until `work` rejects, and returns the error.
 * @throws ContractViolation when it resolves, or rejects with another error
 */
export async function rejection<E extends BrokerError>(
  world: ContractWorld,
  work: Promise<unknown>,
  is: (error: unknown) => error is E,
  what: string,
): Promise<E> {
  const outcome = await world.drive(
    work.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  );
  check(
    'error' in outcome,
    `${what}: resolved with ${inspect('value' in outcome ? outcome.value : undefined, { depth: 1 })}`,
  );
  check(
    isBrokerError(outcome.error),
    `${what}: rejected with an error that is not of the SDK, ${inspect(outcome.error)}`,
  );
  check(is(outcome.error), `${what}: rejected with ${outcome.error.name}: ${outcome.error.message}`);
  return outcome.error;
}

/**
 * Requests symbols that the venue does not have. Afterwards the broker sends no request for them for a minute.
 * A text that cannot be a symbol is never sent.
 */
export async function learnUnknown(world: ContractWorld, symbols: readonly string[]): Promise<void> {
  for (const symbol of symbols)
    await rejection(world, world.broker.fetchInstrument(symbol), isValidationError, symbol.slice(0, 20));
}

/** @throws ContractViolation when the venue receives a request or executes an order during `work` */
export async function sendsNothing<T>(
  world: ContractWorld,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = [world.requests(), world.executedOrders()];
  const result = await work();
  await world.advance(1000);
  checkEqual(
    [world.requests(), world.executedOrders()],
    before,
    `${what}: requests and orders that reached the venue`,
  );
  return result;
}

/** The fields whose text must be a canonical decimal, over all records. */
const DECIMAL_FIELDS = new Set([
  'bid',
  'ask',
  'bidQuantity',
  'askQuantity',
  'last',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'price',
  'quantity',
  'tickSize',
  'lotStep',
  'minQuantity',
  'maxQuantity',
  'contractSize',
  'makerFeeRate',
  'takerFeeRate',
  'stopPrice',
  'stopLoss',
  'takeProfit',
  'quoteQuantity',
  'filledQuantity',
  'remainingQuantity',
  'filledQuoteQuantity',
  'averagePrice',
  'fee',
  'total',
  'available',
  'held',
  'balance',
  'equity',
  'credit',
  'margin',
  'marginFree',
  'marginLevel',
  'unrealizedProfit',
]);
const ID_FIELDS = new Set(['id', 'orderId', 'positionId', 'clientOrderId', 'replaces', 'account']);
const TIME_FIELDS = new Set([
  'time',
  'openTime',
  'createdTime',
  'updatedTime',
  'expireTime',
  'expiryTime',
  'receivedTime',
]);

/** @throws ContractViolation unless the record states its source and its decimals, ids and times have their form */
export function checkRecord(
  world: ContractWorld,
  record: object,
  source: 'read' | 'stream' | 'reconcile',
): void {
  const fields = new Map<string, unknown>(Object.entries(record));
  checkEqual(fields.get('venue'), world.broker.venue, 'venue of a record');
  checkEqual(fields.get('source'), source, `source of ${inspect(record)}`);
  const { receivedTime } = record as { receivedTime?: unknown };
  check(
    typeof receivedTime === 'number' && Math.abs(receivedTime - world.now()) < 600_000,
    `receivedTime is ${receivedTime}`,
  );
  check(!fields.has('raw'), 'a record has raw without the option');
  for (const [name, value] of fields) {
    check(value !== undefined, `${name} is present and undefined: omit it`);
    if (DECIMAL_FIELDS.has(name))
      check(isDecimal(value), `${name} is not a canonical decimal: ${inspect(value)}`);
    if (ID_FIELDS.has(name))
      check(typeof value === 'string' && value !== '', `${name} is not an id: ${inspect(value)}`);
    if (TIME_FIELDS.has(name))
      check(Number.isSafeInteger(value), `${name} is not a time in ms: ${inspect(value)}`);
  }
}

/** All texts that printing and serialising produce from a value and from its causes. */
export function printed(value: unknown): readonly string[] {
  const texts = [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, customInspect: false }),
    JSON.stringify(value) ?? '',
    String(value),
  ];
  // inspect escapes text, so the plain text is checked as well.
  if (typeof value === 'string') texts.push(value);
  for (const member of members(value)) texts.push(member);
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(error.message, error.stack ?? '', ...members(error));
  }
  return texts;
}

/** The texts among the members of an object, without the escapes of whoever prints them. */
function members(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).filter((member) => typeof member === 'string');
}

/** @throws ContractViolation when anything printable of `value` shows a secret */
export function checkNoSecret(world: ContractWorld, value: unknown, what: string): void {
  const texts = printed(value);
  for (const secret of world.secrets) {
    check(!texts.some((text) => text.includes(secret)), `${what} shows a secret`);
  }
}
