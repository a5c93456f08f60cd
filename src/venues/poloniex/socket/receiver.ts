import type { AnswerFate } from '../../../adapter/connection/requests-in-flight';
import { mismatchError } from '../../../adapter/schema/mismatch';
import { rememberRaw } from '../../../adapter/schema/raw-records';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { type BrokerError, isProtocolError, type ProtocolError } from '../../../errors';
import {
  type ChannelFrame,
  type ControlFrame,
  isChannelFrame,
  type PoloniexFrame,
  type RowFault,
  readFrame,
} from '../client/codec';
import type { PoloniexSocketCounters } from '../types/stream';
import type { SocketContext } from './context';
import { refusal } from './refusal';

/** Where frames go. */
export interface ReceiverEvents {
  onRows(frame: ChannelFrame): void;
  /** Takes what may be an answer, and tells whose it was. */
  onControl(frame: ControlFrame): AnswerFate;
  onError(error: BrokerError): void;
  onUnknown(value: unknown): void;
}

/** Reads the frames of a socket, hands them on, and counts and names what cannot be used. */
export class SocketReceiver {
  readonly #context: SocketContext;
  readonly #events: ReceiverEvents;
  readonly #counters = { invalidFrames: 0, unknownFrames: 0, lateAnswers: 0 };

  constructor(context: SocketContext, events: ReceiverEvents) {
    this.#context = context;
    this.#events = events;
  }

  get counters(): PoloniexSocketCounters {
    return { ...this.#counters };
  }

  /** Takes the text of a frame. */
  receive(text: string): void {
    let frame: PoloniexFrame;
    try {
      frame = readFrame(text, this.#context.raw);
    } catch (error) {
      this.#garbage(error, text);
      return;
    }
    if (isChannelFrame(frame)) {
      if (frame.raws !== undefined) rememberRaw(frame.rows, frame.raws);
      if (frame.fault !== undefined) this.#invalidRows(frame.channel, frame.fault);
      this.#events.onRows(frame);
    } else if (frame.kind === 'unknown') {
      this.#counters.unknownFrames += 1;
      this.#events.onUnknown(frame.value);
    } else {
      this.#control(frame);
    }
  }

  #control(frame: ControlFrame): void {
    const fate = this.#events.onControl(frame);
    if (fate === 'taken') return;
    if (fate === 'late') this.#counters.lateAnswers += 1;
    if (frame.kind === 'orderEntry') {
      // What became of an order is worth knowing, also when nobody waits for it any more.
      this.#events.onUnknown(frame);
    } else if (fate === 'stray' && frame.kind === 'error') {
      this.#events.onError(refusal(frame.message, this.#context.redactor));
    } else if (fate === 'stray' && frame.kind !== 'pong') {
      this.#events.onUnknown(frame);
    }
  }

  #garbage(error: unknown, text: string): void {
    if (error instanceof RecordMismatch) {
      const sample = this.#context.redactor.sample(text);
      this.#report(mismatchError(error, { venue: 'poloniex', operation: this.#context.name, sample }));
    } else if (isProtocolError(error)) {
      this.#report(error);
    } else {
      throw error;
    }
  }

  #invalidRows(channel: string, { mismatch, row }: RowFault): void {
    const sample = this.#context.redactor.sample(row);
    this.#report(mismatchError(mismatch, { venue: 'poloniex', operation: channel, at: 'data', sample }));
  }

  #report(error: ProtocolError): void {
    this.#counters.invalidFrames += error.count ?? 1;
    this.#events.onError(error);
  }
}
