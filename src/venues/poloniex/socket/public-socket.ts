import type { PoloniexPublicChannel, PoloniexPublicEvents } from '../types/stream';
import { PoloniexSocket } from './socket';

/**
 * The socket of market data.
 * @see Poloniex API, WebSocket, public channels
 */
export class PoloniexPublicSocket extends PoloniexSocket<PoloniexPublicEvents, PoloniexPublicChannel> {}
