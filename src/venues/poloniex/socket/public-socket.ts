import type { ChannelFrame } from '../client/codec';
import type { PoloniexPublicChannel, PoloniexPublicEvents } from '../types/stream';
import { checkPublicArguments } from '../wire/stream-arguments';
import { PoloniexSocket } from './socket';

/**
 * The socket of market data.
 * @see Poloniex API, WebSocket, public channels
 */
export class PoloniexPublicSocket extends PoloniexSocket<PoloniexPublicEvents, PoloniexPublicChannel> {
  protected checkSubscription = checkPublicArguments;

  /** A switch of literal names: the engine then knows the listener's event at each place. */
  protected dispatch(frame: ChannelFrame): void {
    const { emitter } = this;
    switch (frame.kind) {
      case 'ticker':
        for (const row of frame.rows) emitter.emit('ticker', row);
        return;
      case 'trades':
        for (const row of frame.rows) emitter.emit('trades', row);
        return;
      case 'book_lv2':
        for (const row of frame.rows) emitter.emit('bookLv2', row, frame.action);
        return;
      case 'book':
        for (const row of frame.rows) emitter.emit('book', row);
        return;
      case 'candles':
        for (const row of frame.rows) emitter.emit('candles', row, frame.channel);
        return;
      case 'exchange':
        for (const row of frame.rows) emitter.emit('exchange', row, frame.action);
        return;
      case 'symbols':
        emitter.emit('symbols', frame.rows, frame.action);
        return;
      case 'currencies':
        emitter.emit('currencies', frame.rows, frame.action);
        return;
      default:
        // A channel of the other socket.
        emitter.emit('unknown', frame);
    }
  }
}
