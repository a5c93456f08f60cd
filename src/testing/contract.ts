import { brokenLinkCases } from './cases/connection/broken-links';
import { callOptionCases } from './cases/connection/call-options';
import { diagnosticsCases } from './cases/connection/diagnostics';
import { errorCases } from './cases/connection/errors';
import { hintCases } from './cases/connection/hints';
import { hostileMessageCases } from './cases/connection/hostile-messages';
import { lifeCases } from './cases/connection/life';
import { loadCases } from './cases/connection/load';
import { loginCases } from './cases/connection/logins';
import { proxyCases } from './cases/connection/proxies';
import { reconnectCases } from './cases/connection/reconnect';
import { secretCases } from './cases/connection/secrets';
import { unconnectedReadCases } from './cases/connection/unconnected-reads';
import { candleStreamCases } from './cases/market/candle-streams';
import { candleCases } from './cases/market/candles';
import { instrumentCases } from './cases/market/instruments';
import { lastCandleCases } from './cases/market/last-candles';
import { polledChannelCases } from './cases/market/polled-channels';
import { readCases } from './cases/market/reads';
import { runningCandleCases } from './cases/market/running-candles';
import { senselessCases } from './cases/market/senseless';
import { streamFaultCases } from './cases/market/stream-faults';
import { streamHealthCases } from './cases/market/stream-health';
import { streamCases } from './cases/market/streams';
import { venueTimeCases } from './cases/market/venue-times';
import { accountSyncCases } from './cases/orders/account-sync';
import { balanceAccountCases } from './cases/orders/balance-accounts';
import { orderCancelCases } from './cases/orders/order-cancels';
import { orderEndCases } from './cases/orders/order-ends';
import { orderHintCases } from './cases/orders/order-hints';
import { orderInputCases } from './cases/orders/order-input';
import { orderLawCases } from './cases/orders/order-laws';
import { orderNumberCases } from './cases/orders/order-numbers';
import { orderProofCases } from './cases/orders/order-proofs';
import { orderCases } from './cases/orders/orders';
import { outcomeCases } from './cases/orders/outcomes';
import { positionCases } from './cases/orders/positions';
import { privateCases } from './cases/orders/private-events';
import type { CaseDefinition, ContractCase } from './contract-case';
import type { ContractHarness } from './harness';

/** Every rule of the contract, in order of its number. */
export const CONTRACT: readonly CaseDefinition[] = [
  ...accountSyncCases,
  ...balanceAccountCases,
  ...brokenLinkCases,
  ...callOptionCases,
  ...candleCases,
  ...candleStreamCases,
  ...diagnosticsCases,
  ...errorCases,
  ...hintCases,
  ...hostileMessageCases,
  ...lifeCases,
  ...loadCases,
  ...loginCases,
  ...orderCancelCases,
  ...orderEndCases,
  ...orderHintCases,
  ...orderInputCases,
  ...orderNumberCases,
  ...orderCases,
  ...orderProofCases,
  ...orderLawCases,
  ...outcomeCases,
  ...polledChannelCases,
  ...positionCases,
  ...privateCases,
  ...instrumentCases,
  ...lastCandleCases,
  ...readCases,
  ...proxyCases,
  ...reconnectCases,
  ...runningCandleCases,
  ...secretCases,
  ...senselessCases,
  ...streamFaultCases,
  ...streamHealthCases,
  ...streamCases,
  ...unconnectedReadCases,
  ...venueTimeCases,
].sort((a, b) => a.number - b.number);

/**
 * The contract of a venue as cases for any test runner. Each makes a world of its own, so they may run at once.
 *
 * @example
 * for (const { number, title, skip, run } of contractCases(harness)) {
 *   test.skipIf(skip !== undefined)(`${number} ${title}`, async (context) => {
 *     const reason = await run();
 *     if (reason !== undefined) context.skip(reason);
 *   });
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
        const missing = members.filter((member) => world[member] === undefined);
        if (missing.length > 0) return `the harness of ${harness.venue} has no ${missing.join(', ')}`;
        await run(world);
        return undefined;
      } finally {
        // Time must advance: a logout may wait for its turn.
        await world.drive(world.broker.close());
        await world.dispose();
      }
    },
  };
}
