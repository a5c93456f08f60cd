import { type ChpEmulator, startChpEmulator } from './chp/emulator';
import type { ChpEmulatorOptions } from './chp/options';
import { type FinnotechEmulator, startFinnotechEmulator } from './finnotech/emulator';
import type { FinnotechEmulatorOptions } from './finnotech/options';
import { type PoloniexEmulator, startPoloniexEmulator } from './poloniex/emulator';
import type { PoloniexEmulatorOptions } from './poloniex/options';
import { startXapiEmulator, type XapiEmulator } from './xapi/emulator';
import type { XapiEmulatorOptions } from './xapi/options';

export type { ChpEmulator, ChpEndpoints } from './chp/emulator';
export type { ChpInstrument } from './chp/instruments';
export type {
  ChpEmulatorAccount,
  ChpEmulatorOptions,
  ChpEmulatorPortfolio,
  ChpKeyCase,
} from './chp/options';
export type { ExecutedEntry, ExecutedKind, ReceivedRequest } from './execution-log';
export { ExecutedLog } from './execution-log';
export type { DropMode, FaultScope, FaultSide } from './fault-rules';
export { type FaultHost, Faults, type FaultTarget, type StatusAnswer } from './faults';
export type { FinnotechInstrument } from './finnotech/companies';
export type { FinnotechEmulator, FinnotechEndpoints } from './finnotech/emulator';
export type { FinnotechEmulatorClient, FinnotechEmulatorOptions } from './finnotech/options';
export type { Instrument, InstrumentKind } from './market/instrument';
export { Market, type MarketQuote, type MarketSettings } from './market/market';
export type { HttpConnectionInfo } from './network/http-host';
export type { HttpReply } from './network/http-reply';
export {
  type CallTerms,
  type HttpCall,
  type HttpCommand,
  HttpServer,
  type HttpServerSettings,
} from './network/http-server';
export type { Link } from './network/link';
export { LinkTarget, type LinkTargetSettings } from './network/link-target';
export { Listener, type ListenerPolicy, type ListenerSettings } from './network/listener';
export { Outbox } from './network/outbox';
export type { PoloniexEmulator, PoloniexEndpoints, PoloniexOrderMembers } from './poloniex/emulator';
export type { PoloniexFaults } from './poloniex/faults';
export type { PoloniexInstrument } from './poloniex/instruments';
export type { PoloniexEmulatorAccount, PoloniexEmulatorOptions, PoloniexPorts } from './poloniex/options';
export type { PoloniexConnectionInfo } from './poloniex/server';
export type { ExchangeMode } from './poloniex/venue';
export type { XapiEmulator, XapiEndpoints } from './xapi/emulator';
export type { XapiInstrument } from './xapi/instruments';
export type { XapiEmulatorAccount, XapiEmulatorOptions } from './xapi/options';
export type { ConnectionInfo } from './xapi/server';

/** Options of each emulator, and what it resolves with. */
interface EmulatorRegistry {
  readonly chp: { readonly options: ChpEmulatorOptions; readonly emulator: ChpEmulator };
  readonly finnotech: { readonly options: FinnotechEmulatorOptions; readonly emulator: FinnotechEmulator };
  readonly poloniex: { readonly options: PoloniexEmulatorOptions; readonly emulator: PoloniexEmulator };
  readonly xapi: { readonly options: XapiEmulatorOptions; readonly emulator: XapiEmulator };
}

/** A venue that can be emulated. */
export type EmulatorVenue = keyof EmulatorRegistry;

const STARTERS: {
  readonly [V in EmulatorVenue]: (
    options: EmulatorRegistry[V]['options'],
  ) => Promise<EmulatorRegistry[V]['emulator']>;
} = {
  chp: startChpEmulator,
  finnotech: startFinnotechEmulator,
  poloniex: startPoloniexEmulator,
  xapi: startXapiEmulator,
};

/** The venues that can be emulated. */
export const EMULATOR_VENUES = Object.keys(STARTERS) as readonly EmulatorVenue[];

/**
 * Starts a local server that speaks a venue's protocol, on loopback.
 * @throws RangeError for a venue that has no emulator, or an option out of range
 */
export async function startEmulator<V extends EmulatorVenue>(
  venue: V,
  options: EmulatorRegistry[V]['options'] = {},
): Promise<EmulatorRegistry[V]['emulator']> {
  const start = Object.hasOwn(STARTERS, venue) ? STARTERS[venue] : undefined;
  if (!start) throw new RangeError(`There is no emulator of ${venue}`);
  return start(options);
}
