import type { Clock } from '../../core/clock';
import type { FaultSide } from '../fault-rules';
import type { Faults, FaultTarget } from '../faults';
import type { Link } from './link';
import { Outbox } from './outbox';

/** What a {@link LinkTarget} works with. */
export interface LinkTargetSettings {
  readonly side: FaultSide;
  readonly link: Link;
  readonly clock: Clock;
  readonly faults: Faults;
  /** The text of a valid frame of at least so many bytes. */
  giant(bytes: number): string;
}

/** One socket of a venue as the fault layer sees it: frames leave through an outbox, and faults act on the bytes. */
export abstract class LinkTarget implements FaultTarget {
  readonly side: FaultSide;
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #giant: (bytes: number) => string;

  constructor({ side, link, clock, faults, giant }: LinkTargetSettings) {
    this.side = side;
    this.#link = link;
    this.#giant = giant;
    this.#outbox = new Outbox(link, side, faults.rules, clock);
    link.onBytes = (bytes) => this.received(bytes);
    link.onClosed = () => {
      this.#outbox.close();
      this.ended();
    };
    faults.adopt(this);
  }

  /** Bytes have come: a chunk over TCP, a message over WebSocket. */
  protected abstract received(bytes: Buffer): void;

  /** The connection is gone. */
  protected abstract ended(): void;

  /** Sends a frame; `command` is what it answers, or the name of the stream event. */
  protected send(text: string, command: string): void {
    this.#outbox.push(Buffer.from(text), command);
  }

  /** Ends politely once everything before has left. */
  protected finishAfterwards(): void {
    this.#outbox.finish();
  }

  writeRaw(bytes: Buffer): void {
    this.#link.write(bytes);
  }

  writeGiant(bytes: number): void {
    this.#link.write(Buffer.from(this.#giant(bytes)));
  }

  freeze(): void {
    this.#outbox.freeze();
    this.#link.pause();
  }

  thaw(): void {
    this.#link.resume();
    this.#outbox.thaw();
  }

  pauseReading(): void {
    this.#link.pause();
  }

  resumeReading(): void {
    this.#link.resume();
  }

  release(): void {
    this.#link.resume();
    this.#outbox.release();
  }

  finish(): void {
    this.#link.finish();
  }

  cut(): void {
    this.#link.cut();
  }

  reset(): void {
    this.#link.reset();
  }
}
