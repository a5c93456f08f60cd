import { type BrokerError, isBrokerError, isTimeoutError, supports } from '../../../index';
import { check, checkEqual, printed, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld, ProxiedVenue, ProxyKind } from '../../harness';
import { collect, shownPrice } from '../market/quote-streams';
import { priceMover } from '../orders/order-requests';

const KINDS: readonly ProxyKind[] = ['http', 'socks5'];

/** Runs `work` at a venue behind a proxy of each kind. */
async function behindEach(
  world: ContractWorld,
  work: (venue: ProxiedVenue, kind: ProxyKind) => Promise<void>,
): Promise<void> {
  for (const kind of KINDS) {
    const venue = await world.behindProxy?.(kind);
    if (!venue) return;
    try {
      await work(venue, kind);
    } finally {
      await world.drive(venue.close());
    }
  }
}

/** The login is neither in the error nor in the broker. */
function checkUnseen(error: BrokerError, { broker, secrets }: ProxiedVenue, what: string): void {
  check(error.sent !== true, `${what}: sent`);
  for (const text of [error, broker, broker.health(), broker.status].flatMap(printed)) {
    check(!secrets.some((secret) => text.includes(secret)), `${what}: the login of the proxy is in ${text}`);
  }
}

export const proxyCases = [
  defineCase(
    170,
    'default: behind a proxy connect, reads, streams and orders work, and nothing goes past it',
    [],
    async (world) => {
      await behindEach(world, async (venue, kind) => {
        const { broker } = venue;
        // A venue that sends each state once has sent that of the first symbol to the broker before.
        const symbol = kind === 'http' ? world.symbol : world.otherSymbol;
        await world.drive(broker.connect());
        check(venue.tunnels() > 0, `${kind}: the proxy opened no tunnel`);
        const [quote] = await world.drive(broker.fetchQuotes([symbol]));
        checkEqual(quote?.symbol, symbol, `${kind}: the symbol of a quote`);
        const quotes = await world.drive(broker.subscribe('quotes', { symbols: [symbol] }));
        const move = await priceMover(world, symbol, broker);
        // Where a venue confirms no subscription, a price may move before the request has come through the proxy. In short
        // steps: the clock of the suite outruns bytes that take a detour, and their silence would replace the connection.
        const [received, moved] = [collect(quotes), new Set<string | undefined>()];
        const arrived = () => received.some((each) => moved.has(shownPrice(each)));
        for (let step = 0; step < 4000 && !arrived(); step += 1) {
          if (step % 20 === 0) moved.add(move());
          await world.advance(50);
        }
        check(arrived(), `${kind}: no quote with a price that was moved has arrived`);
        if (supports(broker, 'placeOrder')) {
          // The clock of the suite outruns bytes that take a detour: the broker may just be replacing a connection.
          await world.until(() => broker.status.state === 'live');
          const { quantity, marketSide: side = 'buy' } = world;
          await world.drive(broker.placeOrder({ symbol, side, type: 'market', quantity }));
        }
        // Without the proxy nothing arrives: no connection went past it.
        venue.set('refuse');
        venue.cut();
        await world.until(() => broker.status.state === 'reconnecting');
        const before = world.requests();
        await world.advance(5000);
        checkEqual(world.requests(), before, `${kind}: requests that reached the venue without its proxy`);
      });
    },
    ['behindProxy'],
  ),

  defineCase(
    171,
    'error: a proxy that refuses, or ends half way, is an error that names it, without its login',
    [],
    async (world) => {
      await behindEach(world, async (venue, kind) => {
        const before = world.logins();
        for (const behavior of ['refuse', 'cut'] as const) {
          venue.set(behavior);
          const what = `${kind}, ${behavior}`;
          const error = await rejection(world, venue.broker.connect(), isBrokerError, what);
          checkUnseen(error, venue, what);
          check(error.message.includes(`${kind}://`), `${what}: the proxy is not named in ${error.message}`);
          checkEqual(error.retryable, behavior === 'cut', `${what}: retryable`);
        }
        checkEqual(world.logins(), before, `${kind}: logins`);
        venue.set('serve');
        await world.drive(venue.broker.connect());
      });
    },
    ['behindProxy'],
  ),

  defineCase(
    172,
    'error: a proxy that does not answer ends with the deadline of connect',
    [],
    async (world) => {
      await behindEach(world, async (venue, kind) => {
        venue.set('hang');
        const start = world.now();
        const error = await rejection(
          world,
          venue.broker.connect({ timeoutMs: 3000 }),
          isTimeoutError,
          `${kind}: connect`,
        );
        checkUnseen(error, venue, `${kind}: connect`);
        check(world.now() - start <= 4000, `${kind}: connect took ${world.now() - start} ms`);
      });
    },
    ['behindProxy'],
  ),

  defineCase(
    173,
    'behavior: a proxy that breaks its connections is a gap, and the broker comes back through it',
    [],
    async (world) => {
      await behindEach(world, async (venue, kind) => {
        const { broker } = venue;
        await world.drive(broker.connect());
        const before = venue.tunnels();
        venue.set('hang');
        venue.cut();
        await world.until(() => broker.status.state === 'reconnecting');
        venue.set('serve');
        venue.cut();
        await world.until(() => broker.status.state === 'live');
        check(venue.tunnels() > before, `${kind}: no new tunnel`);
        await world.drive(broker.fetchQuotes([world.symbol]));
        await world.drive(broker.close());
        await world.until(() => venue.connections() === 0);
      });
    },
    ['behindProxy'],
  ),
];
