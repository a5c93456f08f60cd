import {
  type BrokerError,
  isUnsupportedError,
  isValidationError,
  type PlaceOrderRequest,
} from '../../../index';
import { check, checkEqual, rejection, sendsNothing } from '../../check';
import type { BrokerWith } from '../../contract-case';
import type { ContractWorld } from '../../harness';

type Members = Readonly<Record<string, unknown>>;

/** Not a decimal in any notation: rows 1, 2, 5, 7, 8 and 9 of the bad-input matrix. */
export const NO_DECIMALS: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  -1,
  '-1',
  '0',
  '',
  ' ',
  '0x10',
  '1e-7',
  '1,5',
  '1_000',
  '１２',
  '1abc',
  ' 1',
  '1 ',
  '+1',
  '.5',
  '1.',
  true,
  [],
  [1],
  {},
  new Date(0),
  Symbol('1'),
  1n,
  1e-7,
  1e21,
  2 ** 53,
  null,
];

/** Each change to a valid order must be refused for its field, before anything is sent. */
export async function refusesAll(
  world: ContractWorld,
  broker: BrokerWith<'placeOrder'>,
  good: PlaceOrderRequest,
  field: string,
  changes: readonly Members[],
): Promise<void> {
  const refusal = (error: unknown): error is BrokerError =>
    isValidationError(error) || isUnsupportedError(error);
  await sendsNothing(world, `a bad ${field}`, async () => {
    for (const change of changes) {
      const what = `an order with ${Object.entries(change)
        .map(([name, value]) => `${name} ${String(value)} (${typeof value})`)
        .join(', ')}`;
      const error = await rejection(
        world,
        broker.placeOrder({ ...good, ...change } as PlaceOrderRequest),
        refusal,
        what,
      );
      if (isValidationError(error))
        check(
          error.field === field || error.field.startsWith(`${field}.`),
          `${what}: the field is given as ${error.field}`,
        );
      checkEqual(error.sent, false, `${what}: sent`);
    }
  });
}
