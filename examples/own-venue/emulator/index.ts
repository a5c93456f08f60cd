import {
  Faults,
  type SocketPort,
  startVenue,
  type VenueConnection,
  type VenueEmulator,
} from 'venuekit/emulators';
import { LarkExchange, type OrderIntent } from './exchange';
import { type LarkEmulatorOptions, type LarkMarket, MARKETS, resolveOptions } from './options';
import { REQUESTS, routeCall } from './routes';
import { LarkSocket } from './socket';

export type { LarkEmulatorOptions } from './options';

/** A running local Lark. */
export interface LarkEmulator extends VenueEmulator<LarkMarket> {
  /** What a broker's options need to connect here. */
  readonly endpoints: { readonly baseUrl: string; readonly publicUrl: string; readonly privateUrl: string };
  /** The open connections. */
  connections(): readonly VenueConnection[];
  /** Places an order as the venue's own page would; returns its id. */
  placeOrder(intent: OrderIntent): string;
}

/** Starts the venue on loopback. */
export async function startLark(options: LarkEmulatorOptions = {}): Promise<LarkEmulator> {
  const settings = resolveOptions(options);
  const started = await startVenue({
    options: { seed: settings.seed, clock: settings.clock, tickMs: 500 },
    instruments: MARKETS,
    faults: new Faults({
      commands: [...REQUESTS, 'login', 'subscribe', 'unsubscribe', 'ping'],
      events: ['ticker', 'candles', 'orders', 'fills', 'balances'],
    }),
    rules: (context) => new LarkExchange(context, settings),
    ports: (exchange) => ({
      rest: {
        protocol: 'http',
        side: 'rest',
        route: (call) => routeCall(exchange, settings, call),
        giant: (bytes) => JSON.stringify({ filler: 'x'.repeat(bytes) }),
      },
      private: socketPort(exchange, 'private'),
      public: socketPort(exchange, 'public'),
    }),
  });
  const { rules, emulator } = started;
  return {
    ...emulator,
    endpoints: {
      baseUrl: started.http('rest').url,
      privateUrl: started.webSocket('private', '/private'),
      publicUrl: started.webSocket('public', '/public'),
    },
    connections: () => started.connections(),
    placeOrder: (intent) => rules.place(intent).id,
  };
}

function socketPort(exchange: LarkExchange, side: 'private' | 'public'): SocketPort {
  return { protocol: 'websocket', side, connect: (terms) => new LarkSocket(exchange, terms) };
}
