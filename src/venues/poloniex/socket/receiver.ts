import type { AnswerFate } from '../../../adapter/connection/requests-in-flight';
import { mismatchError } from '../../../adapter/schema/mismatch';
import { rememberRaw } from '../../../adapter/schema/raw-records';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { type BrokerError, isProtocolError, type ProtocolError } from '../../../errors';
import type { SafeEmitter } from '../../../streaming/safe-emitter';
import { type ChannelFrame, type ControlFrame, isChannelFrame, readFrame } from '../client/codec';
import type { PoloniexSocketEvents } from '../types/stream';
import type { SocketContext } from './context';
import { refusal } from './refusal';

/**
 * Reads the frames of a socket, hands them on, and counts and names what cannot be used.
 * @param dispatch - takes the rows of a channel
 * @param answer - takes what may be an answer, and returns whose it was
 */
export function createReceiver(
  { name, raw, redactor }: SocketContext,
  emitter: SafeEmitter<PoloniexSocketEvents>,
  dispatch: (frame: ChannelFrame) => void,
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
