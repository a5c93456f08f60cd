import type { ExecutedLog, Faults, Market } from 'venuekit/emulators';
import type { OrderIntent } from './exchange';
import { type LarkEmulatorOptions, type LarkMarket, resolveOptions } from './options';
import { LarkServer } from './server';

export type { LarkEmulatorOptions, LarkMarket } from './options';

/** A running local Lark. */
export interface LarkEmulator {
  /** What a broker's options need to connect here. */
  readonly endpoints: { readonly baseUrl: string; readonly publicUrl: string; readonly privateUrl: string };
  readonly market: Market<LarkMarket>;
  /** What was really executed, and what was asked. */
  readonly orders: ExecutedLog;
  readonly faults: Faults;
  /** Open connections of REST. */
  httpConnections(): number;
  /** Places an order as the venue's own page would; answers its id. */
  placeOrder(intent: OrderIntent): string;
  close(): Promise<void>;
}

/** Starts the venue on loopback. */
export async function startLark(options: LarkEmulatorOptions = {}): Promise<LarkEmulator> {
  const server = new LarkServer(resolveOptions(options));
  await server.listen();
  const { endpoints, exchange, faults } = server;
  return {
    endpoints,
    faults,
    market: exchange.market,
    orders: exchange.log,
    httpConnections: () => server.httpConnections,
    placeOrder: (intent) => exchange.place(intent).id,
    close: async () => server.close(),
  };
}
