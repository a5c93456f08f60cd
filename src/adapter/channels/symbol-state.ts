import { Subscribers } from './subscribers';

/**
 * What is known of one symbol of a channel: who listens, and in a subclass what the venue's part remembers.
 *
 * It begins with the first subscriber and ends with the last one, whatever the connection does meanwhile, so that a later
 * subscriber never meets what an earlier one left behind.
 */
export class SymbolState<T> extends Subscribers<T> {
  /** The symbol, with more in front where a channel has several topics a symbol. */
  readonly key: string;
  /** Whether the stream is known to have left something out. */
  isSilent = false;

  constructor(key: string) {
    super();
    this.key = key;
  }

  override clearMarks(): void {
    super.clearMarks();
    this.isSilent = false;
  }
}
