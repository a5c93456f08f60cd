import type { AnswerFate } from '../../../adapter/connection/requests-in-flight';
import { mismatchError } from '../../../adapter/schema/mismatch';
import { rememberRaw } from '../../../adapter/schema/raw-records';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { type BrokerError, isProtocolError, type ProtocolError } from '../../../errors';
import type { SafeEmitter } from '../../../streaming/safe-emitter';
import { type ChannelFrame, type ControlFrame, isChannelFrame, isPrivate, readFrame } from '../client/codec';
import type { PoloniexPrivateEvents, PoloniexPublicEvents } from '../types/stream';
import type { SocketContext } from './context';
import { refusal } from './refusal';

/**
 * Reads the frames of a socket, emits the rows of its channels, and counts and names what cannot be used.
 * @param answer - takes what may be an answer, and returns whose it was
 */
export function createReceiver(
  { name, raw, redactor }: SocketContext,
  emitter: SafeEmitter<PoloniexPublicEvents & PoloniexPrivateEvents>,
  answer: (frame: ControlFrame) => AnswerFate,
) {
  const counters = { invalidFrames: 0, unknownFrames: 0, lateAnswers: 0 };

  function emitError(error: BrokerError): void {
    redactor.seal(error);
    emitter.emit('error', error);
  }

  function invalid(error: ProtocolError): void {
    counters.invalidFrames += error.count ?? 1;
    emitError(error);
  }

  function control(frame: ControlFrame): void {
    const fate = answer(frame);
    if (fate === 'taken') return;
    if (fate === 'late') counters.lateAnswers += 1;
    // What became of an order is worth knowing, also when nobody waits for it any more.
    if (frame.kind === 'orderEntry') emitter.emit('unknown', frame);
    else if (fate === 'stray' && frame.kind === 'error') emitError(refusal(frame.message, redactor));
    else if (fate === 'stray' && frame.kind !== 'pong') emitter.emit('unknown', frame);
  }

  /** A switch of literal names: the engine then knows the listener's event at each place. Hot. */
  function dispatch(frame: ChannelFrame): void {
    if (isPrivate(frame.kind) !== (name === 'private')) {
      // A channel of the other socket.
      emitter.emit('unknown', frame);
      return;
    }
    switch (frame.kind) {
      case 'orders':
        for (const row of frame.rows) emitter.emit('orders', row);
        return;
      case 'balances':
        for (const row of frame.rows) emitter.emit('balances', row);
        return;
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
    }
  }

  /** Takes the text of a frame. */
  function receive(text: string): void {
    let frame: ReturnType<typeof readFrame>;
    try {
      frame = readFrame(text, raw);
    } catch (error) {
      if (error instanceof RecordMismatch) {
        const sample = redactor.sample(text);
        invalid(mismatchError(error, { venue: 'poloniex', operation: name, sample }));
      } else if (isProtocolError(error)) invalid(error);
      else throw error;
      return;
    }
    if (isChannelFrame(frame)) {
      const { channel, fault, raws, rows } = frame;
      if (raws !== undefined) rememberRaw(rows, raws);
      if (fault !== undefined) {
        const sample = redactor.sample(fault.row);
        invalid(mismatchError(fault.mismatch, { venue: 'poloniex', operation: channel, at: 'data', sample }));
      }
      dispatch(frame);
    } else if (frame.kind === 'unknown') {
      counters.unknownFrames += 1;
      emitter.emit('unknown', frame.value);
    } else control(frame);
  }

  return { receive, counters };
}
