import type { AnswerFate } from '../../../adapter/connection/requests-in-flight';
import { mismatchError } from '../../../adapter/schema/mismatch';
import { rememberRaw } from '../../../adapter/schema/raw-records';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { type BrokerError, isProtocolError, type ProtocolError } from '../../../errors';
import type { SafeEmitter } from '../../../streaming/safe-emitter';
import { type ChannelFrame, type ControlFrame, isChannelFrame, isPrivate, readFrame } from '../client/codec';
import {
  type BalanceChange,
  type BusyChannel,
  busyChannelOf,
  decodeBalanceFrame,
  FRAME_DECODERS,
} from '../client/frame-decoders';
import type {
  PoloniexBalanceUpdate,
  PoloniexBook,
  PoloniexBookUpdate,
  PoloniexOrderUpdate,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from '../generated/records';
import type { PoloniexPrivateEvents, PoloniexPublicEvents } from '../types/stream';
import type { SocketContext } from './context';
import { refusal } from './refusal';

type ChannelEvents = PoloniexPublicEvents & PoloniexPrivateEvents;

/** The channels whose rows a sink can take. */
export type SinkEvent = 'orders' | 'balances' | 'ticker' | 'trades' | 'book' | 'bookLv2';

/** Those who take the rows of a channel before all listeners and without an event between: the broker's own parts. */
export type SinkEvents = Omit<Pick<ChannelEvents, SinkEvent>, 'balances'> & {
  /** Not all of the row where no listener asks for it. */
  balances(row: BalanceChange): void;
};

/**
 * Reads the frames of a socket, emits the rows of its channels, and counts and names what cannot be used.
 * @param answer - takes what may be an answer, and returns whose it was
 * @param onListenerError - takes what a sink throws
 */
export function createReceiver(
  { name, raw, redactor }: SocketContext,
  emitter: SafeEmitter<ChannelEvents>,
  answer: (frame: ControlFrame) => AnswerFate,
  onListenerError: (event: string, error: unknown) => void,
) {
  const sinks: Partial<SinkEvents> = {};
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

  /** Each names its event: the engine then knows the listeners at each place. Hot. */
  const take = {
    orders(row: PoloniexOrderUpdate) {
      sinks.orders?.(row);
      emitter.emit('orders', row);
    },
    balances(row: PoloniexBalanceUpdate) {
      sinks.balances?.(row);
      emitter.emit('balances', row);
    },
    ticker(row: PoloniexTickerUpdate) {
      sinks.ticker?.(row);
      emitter.emit('ticker', row);
    },
    trades(row: PoloniexTradeUpdate) {
      sinks.trades?.(row);
      emitter.emit('trades', row);
    },
    book(row: PoloniexBook) {
      sinks.book?.(row);
      emitter.emit('book', row);
    },
    bookLv2(row: PoloniexBookUpdate, action: string) {
      sinks.bookLv2?.(row, action);
      emitter.emit('bookLv2', row, action);
    },
  };

  /** Hot. */
  function dispatch(frame: ChannelFrame): void {
    if (isPrivate(frame.kind) !== (name === 'private')) {
      // A channel of the other socket.
      emitter.emit('unknown', frame);
      return;
    }
    switch (frame.kind) {
      case 'orders':
        for (const row of frame.rows) take.orders(row);
        return;
      case 'balances':
        for (const row of frame.rows) take.balances(row);
        return;
      case 'ticker':
        for (const row of frame.rows) take.ticker(row);
        return;
      case 'trades':
        for (const row of frame.rows) take.trades(row);
        return;
      case 'book_lv2':
        for (const row of frame.rows) take.bookLv2(row, frame.action);
        return;
      case 'book':
        for (const row of frame.rows) take.book(row);
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

  /** Takes a usual frame of a busy channel without parsing it; returns whether it was one. Hot. */
  function cut(channel: BusyChannel, text: string, from: number, to: number): boolean {
    switch (channel) {
      case 'orders': {
        const row = FRAME_DECODERS.orders(text, from, to);
        if (row !== undefined) take.orders(row);
        return row !== undefined;
      }
      case 'balances': {
        if (emitter.listenerCount('balances') === 0) {
          const change = decodeBalanceFrame(text, from, to);
          if (change !== undefined) sinks.balances?.(change);
          return change !== undefined;
        }
        const row = FRAME_DECODERS.balances(text, from, to);
        if (row !== undefined) take.balances(row);
        return row !== undefined;
      }
      case 'ticker': {
        const row = FRAME_DECODERS.ticker(text, from, to);
        if (row !== undefined) take.ticker(row);
        return row !== undefined;
      }
      case 'trades': {
        const row = FRAME_DECODERS.trades(text, from, to);
        if (row !== undefined) take.trades(row);
        return row !== undefined;
      }
      case 'book': {
        const row = FRAME_DECODERS.book(text, from, to);
        if (row !== undefined) take.book(row);
        return row !== undefined;
      }
      case 'book_lv2': {
        const row = FRAME_DECODERS.book_lv2(text, from, to);
        if (row !== undefined) take.bookLv2(row, 'update');
        return row !== undefined;
      }
    }
  }

  /** Takes a frame, a part of a text, where it is a usual one of a busy channel; returns whether it was. Hot. */
  function takeUsual(text: string, from: number, to: number): boolean {
    const busy = raw ? undefined : busyChannelOf(text, from);
    return busy !== undefined && isPrivate(busy) === (name === 'private') && cut(busy, text, from, to);
  }

  /** Takes the text of a frame. */
  function receive(text: string): void {
    if (takeUsual(text, 0, text.length)) return;
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

  /** Gives the rows of a channel to one that takes them; what it throws is reported as what a listener throws. */
  function sink<K extends SinkEvent>(event: K, take: SinkEvents[K]): void {
    const guarded = (row: never, action: string): void => {
      try {
        (take as (row: never, action: string) => void)(row, action);
      } catch (error) {
        onListenerError(event, error);
      }
    };
    sinks[event] = guarded as SinkEvents[K];
  }

  return { receive, takeUsual, counters, sink };
}
