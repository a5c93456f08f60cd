import type { Clock, Timer } from '../../core/clock';
import type { FaultRules, FaultSide } from '../fault-rules';
import type { SocketConnection } from './socket-connection';

interface Entry {
  readonly bytes: Buffer;
  /** Monotonic time before which it is not sent. */
  readonly due: number;
  /** Piece size; undefined for one write. */
  readonly slice: number | undefined;
  /** Bytes after which everything stops. */
  readonly hangAfter: number | undefined;
}

/** The outgoing frames of one connection, in order, with the faults applied. */
export class Outbox {
  readonly #connection: SocketConnection;
  readonly #side: FaultSide;
  readonly #rules: FaultRules;
  readonly #clock: Clock;
  #queue: Entry[] = [];
  #group: Buffer[] = [];
  #held: { readonly bytes: Buffer; readonly command: string; readonly until: string }[] = [];
  #timer: Timer | undefined;
  #finishing = false;
  #writing = false;
  #hung = false;
  #frozen = false;
  #closed = false;

  constructor(connection: SocketConnection, side: FaultSide, rules: FaultRules, clock: Clock) {
    this.#connection = connection;
    this.#side = side;
    this.#rules = rules;
    this.#clock = clock;
  }

  /** Sends a frame; `command` is what it answers, or the name of the stream event. */
  push(bytes: Buffer, command: string): void {
    if (this.#closed || this.#finishing) return;
    if (this.#rules.take('dropEvent', this.#side, command)) return;
    const reorder = this.#rules.take('reorder', this.#side, command);
    if (reorder) {
      this.#held.push({ bytes, command, until: reorder.until });
      return;
    }
    const copies = this.#rules.take('duplicate', this.#side, command) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#prepare(bytes, command);
    const released = this.#held.filter(({ until }) => until === command);
    this.#held = this.#held.filter(({ until }) => until !== command);
    for (const frame of released) this.#prepare(frame.bytes, frame.command);
    this.#pump();
  }

  /** Ends the connection in the regular way once everything before was sent. */
  finish(): void {
    this.#finishing = true;
    this.#pump();
  }

  /** Holds everything back until {@link thaw}. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    this.#pump();
  }

  /** Releases everything held back: what waited is sent now. */
  release(): void {
    this.#frozen = false;
    this.#hung = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { bytes, command } of this.#held.splice(0)) this.#prepare(bytes, command);
    if (this.#group.length > 0) this.#enqueue(Buffer.concat(this.#group.splice(0)), '');
    this.#queue = this.#queue.map((entry) => ({ ...entry, due: 0 }));
    this.#pump();
  }

  /** Drops everything: the connection is gone. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#group = [];
    this.#held = [];
    this.#timer?.cancel();
  }

  #prepare(frame: Buffer, command: string): void {
    const rewrite = this.#rules.take('rewrite', this.#side, command);
    let bytes = rewrite ? Buffer.from(rewrite.change(frame.toString('utf8'))) : frame;
    const truncate = this.#rules.take('truncate', this.#side, command);
    if (truncate) bytes = bytes.subarray(0, truncate.bytes);
    const corrupt = this.#rules.take('corrupt', this.#side, command);
    if (corrupt) {
      bytes = Buffer.from(bytes);
      // BEL is never valid in JSON, inside a string or outside.
      bytes[Math.min(corrupt.byte, bytes.length - 1)] = 0x07;
    }
    const coalesce = this.#rules.take('coalesce', this.#side, command);
    if (coalesce) {
      this.#group.push(bytes);
      if (this.#group.length < coalesce.frames) return;
    }
    if (this.#group.length > 0) {
      if (!coalesce) this.#group.push(bytes);
      bytes = Buffer.concat(this.#group.splice(0));
    }
    this.#enqueue(bytes, command);
  }

  #enqueue(bytes: Buffer, command: string): void {
    const latency = this.#rules.take('latency', this.#side, command)?.ms ?? 0;
    this.#queue.push({
      bytes,
      due: latency > 0 ? this.#clock.monotonic() + latency : 0,
      slice: this.#rules.take('slice', this.#side, command)?.bytes,
      hangAfter: this.#rules.take('hang', this.#side, command)?.afterBytes,
    });
  }

  #pump(): void {
    while (!this.#closed && !this.#writing && !this.#hung && !this.#frozen && !this.#timer) {
      const entry = this.#queue.shift();
      if (!entry) {
        if (this.#finishing) this.#connection.finish();
        return;
      }
      const wait = entry.due - this.#clock.monotonic();
      if (entry.due > 0 && wait > 0) {
        this.#queue.unshift(entry);
        this.#timer = this.#clock.schedule(wait, () => {
          this.#timer = undefined;
          this.#pump();
        });
        return;
      }
      this.#send(entry);
    }
  }

  #send({ bytes, slice, hangAfter }: Entry): void {
    if (hangAfter !== undefined) {
      this.#hung = true;
      const first = bytes.subarray(0, hangAfter);
      if (first.length > 0) this.#connection.writePart(first, first.length === bytes.length);
      if (first.length < bytes.length) {
        this.#queue.unshift({
          bytes: bytes.subarray(first.length),
          due: 0,
          slice: undefined,
          hangAfter: undefined,
        });
      }
      return;
    }
    if (slice === undefined || slice >= bytes.length) {
      this.#connection.write(bytes);
      return;
    }
    this.#writing = true;
    this.#sendSlices(bytes, slice, 0);
  }

  /** A turn of the event loop between the pieces, so that they do not merge again on the way out. */
  #sendSlices(bytes: Buffer, slice: number, from: number): void {
    if (this.#closed) return;
    const to = Math.min(from + slice, bytes.length);
    this.#connection.writePart(bytes.subarray(from, to), to === bytes.length);
    setImmediate(() => {
      if (to < bytes.length) {
        this.#sendSlices(bytes, slice, to);
        return;
      }
      this.#writing = false;
      this.#pump();
    });
  }
}
