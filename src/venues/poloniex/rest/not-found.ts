import { PoloniexError } from '../errors';
import type { PoloniexCallOptions } from '../types/client';
import { orNone } from '../wire/readers';
import type { RestCall } from './call';

/**
 * Sends a look-up of one thing. An empty list in answer means what the venue's codes for a thing that is not there mean.
 *
 * Venue quirk: GET /smartorders/{id} answers `[]` for an order that is gone (seen in published clients).
 * @throws PoloniexError with the code `notFound` when there is no such thing
 */
export async function found<T>(
  call: RestCall<T>,
  send: (call: RestCall<T | undefined>) => Promise<T | undefined>,
  options?: PoloniexCallOptions,
): Promise<T> {
  const one = await send({ ...call, read: orNone(call.read) });
  if (one !== undefined) return one;
  const { name: operation } = call;
  const isOrder = operation === 'getOrder' || operation === 'getSmartOrder';
  const message = `The venue answered ${operation} with an empty list: ${isOrder ? 'no such order' : 'nothing found'}`;
  throw new PoloniexError(message, {
    venue: 'poloniex',
    operation,
    requestId: options?.requestId,
    sent: true,
    code: 'notFound',
    kind: isOrder ? 'orderGone' : 'request',
    status: 200,
    refused: false,
  });
}
