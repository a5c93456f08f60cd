import type { AnswerFate } from '../../../adapter/connection/requests-in-flight';
import { mismatchError } from '../../../adapter/schema/mismatch';
import { rememberRaw } from '../../../adapter/schema/raw-records';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { type BrokerError, isProtocolError, type ProtocolError } from '../../../errors';
import type { SafeEmitter } from '../../../streaming/safe-emitter';
import {
  type ChannelFrame,
  type ControlFrame,
  isChannelFrame,
  type PoloniexFrame,
  type RowFault,
  readFrame,
} from '../client/codec';
import type { PoloniexSocketCounters, PoloniexSocketEvents } from '../types/stream';
import type { SocketContext } from './context';
import { refusal } from './refusal';

/** Reads the frames of a socket, hands them on, and counts and names what cannot be used. */
export class SocketReceiver {
  readonly #context: SocketContext;
  readonly #emitter: SafeEmitter<PoloniexSocketEvents>;
  readonly #dispatch: (frame: ChannelFrame) => void;
  readonly #answer: (frame: ControlFrame) => AnswerFate;
  readonly #counters = { invalidFrames: 0, unknownFrames: 0, lateAnswers: 0 };

  /**
   * @param dispatch - takes the rows of a channel
   * @param answer - takes what may be an answer, and returns whose it was
   */
  constructor(
    context: SocketContext,
    emitter: SafeEmitter<PoloniexSocketEvents>,
    dispatch: (frame: ChannelFrame) => void,
    answer: (frame: ControlFrame) => AnswerFate,
  ) {
    this.#context = context;
    this.#emitter = emitter;
    this.#dispatch = dispatch;
    this.#answer = answer;
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
      this.#dispatch(frame);
    } else if (frame.kind === 'unknown') {
      this.#counters.unknownFrames += 1;
      this.#emitter.emit('unknown', frame.value);
    } else {
      this.#control(frame);
    }
  }

  #control(frame: ControlFrame): void {
    const fate = this.#answer(frame);
    if (fate === 'taken') return;
    if (fate === 'late') this.#counters.lateAnswers += 1;
    if (frame.kind === 'orderEntry') {
      // What became of an order is worth knowing, also when nobody waits for it any more.
      this.#emitter.emit('unknown', frame);
    } else if (fate === 'stray' && frame.kind === 'error') {
      this.#error(refusal(frame.message, this.#context.redactor));
    } else if (fate === 'stray' && frame.kind !== 'pong') {
      this.#emitter.emit('unknown', frame);
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
    this.#error(error);
  }

  #error(error: BrokerError): void {
    this.#context.redactor.seal(error);
    this.#emitter.emit('error', error);
  }
}
