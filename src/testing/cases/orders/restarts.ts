import { type Broker, isValidationError, type OrderJournal, type PlaceOrderRequest } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import type { BrokerWith } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import type { MemoryJournal } from '../../memory-journal';

/** The features of a venue whose orders are tracked across a restart. */
export const WRITES = ['placeOrder', 'modifyOrder', 'cancelOrder', 'resolveOrder'] as const;
export type Writer = BrokerWith<(typeof WRITES)[number]>;

/** A broker on a journal, connected: what a program is after a restart. */
export async function restart(world: ContractWorld, journal: OrderJournal): Promise<Writer> {
  check(world.brokerOn !== undefined, 'the world has no brokerOn');
  const broker: Broker = world.brokerOn(journal);
  await world.drive(broker.connect());
  // The features are those of the world's own broker, which the case requires.
  return broker as Writer;
}

/** An id that the journal of an earlier process has is refused, and nothing is sent. */
export async function checkIdIsUsed(
  world: ContractWorld,
  broker: Pick<Writer, 'placeOrder'>,
  request: PlaceOrderRequest & { readonly clientOrderId: string },
): Promise<void> {
  const placing = broker.placeOrder(request);
  const error = await rejection(world, placing, isValidationError, 'an id of an earlier process');
  checkEqual([error.field, error.sent], ['clientOrderId', false], 'field and sent');
}

/** Each entry has one outcome, which names its id and its operation. */
export function checkSettled({ entries, outcomes }: MemoryJournal): void {
  const named = (rows: readonly { entryId: string; operation: string }[]): string[] =>
    rows.map(({ entryId, operation }) => `${entryId} ${operation}`).sort();
  checkEqual(named(outcomes), named(entries), 'outcomes, by entry and operation');
  checkEqual(new Set(entries.map(({ entryId }) => entryId)).size, entries.length, 'ids of entries');
}
