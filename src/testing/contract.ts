import { brokenLinkCases } from './cases/broken-links';
import { callOptionCases } from './cases/call-options';
import { candleCases } from './cases/candles';
import { errorCases } from './cases/errors';
import { hostileMessageCases } from './cases/hostile-messages';
import { lifeCases } from './cases/life';
import { loadCases } from './cases/load';
import { loginCases } from './cases/logins';
import { orderCancelCases } from './cases/order-cancels';
import { orderEndCases } from './cases/order-ends';
import { orderInputCases } from './cases/order-input';
import { orderNumberCases } from './cases/order-numbers';
import { orderProofCases } from './cases/order-proofs';
import { orderCases } from './cases/orders';
import { outcomeCases } from './cases/outcomes';
import { positionCases } from './cases/positions';
import { privateCases } from './cases/private-events';
import { readCases } from './cases/reads';
import { reconnectCases } from './cases/reconnect';
import { secretCases } from './cases/secrets';
import { senselessCases } from './cases/senseless';
import { streamFaultCases } from './cases/stream-faults';
import { streamCases } from './cases/streams';
import { venueTimeCases } from './cases/venue-times';
import type { CaseDefinition, ContractCase } from './contract-case';
import type { ContractHarness } from './harness';

/** Every rule of the contract, in order of its number. */
export const CONTRACT: readonly CaseDefinition[] = [
  ...brokenLinkCases,
  ...callOptionCases,
  ...candleCases,
  ...errorCases,
  ...hostileMessageCases,
  ...lifeCases,
  ...loadCases,
  ...loginCases,
  ...orderCancelCases,
  ...orderEndCases,
  ...orderInputCases,
  ...orderNumberCases,
  ...orderCases,
  ...orderProofCases,
  ...outcomeCases,
  ...positionCases,
  ...privateCases,
  ...readCases,
  ...reconnectCases,
  ...secretCases,
  ...senselessCases,
  ...streamFaultCases,
  ...streamCases,
  ...venueTimeCases,
].sort((a, b) => a.number - b.number);

/**
 * The contract of a venue as cases for any test runner. Each makes a world of its own, so they may run at once.
 *
 * @example
 * for (const { number, title, skip, run } of contractCases(harness)) {
 *   test.skipIf(skip !== undefined)(`${number} ${title}`, run);
 * }
 */
export function contractCases(harness: ContractHarness): readonly ContractCase[] {
  return CONTRACT.map((definition) => bind(definition, harness));
}

function bind(
  { number, title, needs, world: members, options, run }: CaseDefinition,
  harness: ContractHarness,
): ContractCase {
  const lacking = needs.filter((feature) => !harness.features.includes(feature));
  return {
    number,
    title,
    needs,
    ...(lacking.length === 0 ? {} : { skip: `${harness.venue} has no ${lacking.join(', ')}` }),
    async run() {
      const world = await harness.create(options);
      try {
        // What a harness cannot do is no fault of the broker.
        if (members.every((member) => world[member] !== undefined)) await run(world);
      } finally {
        // Time must go on: what logs out may wait for its turn.
        await world.drive(world.broker.close());
        await world.dispose();
      }
    },
  };
}
