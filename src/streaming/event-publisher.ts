import { SafeEmitter, type SafeEmitterOptions } from './safe-emitter';

/** Emits events: others can listen, and not emit. */
export abstract class EventPublisher<E extends object> {
  /** @internal */
  protected readonly emitter: SafeEmitter<E>;

  protected constructor(options: SafeEmitterOptions) {
    this.emitter = new SafeEmitter<E>(options);
  }

  /** Listeners are called at once, in the order of what came. @throws ValidationError when it is no function */
  on<K extends keyof E & string>(event: K, listener: E[K]): this {
    this.emitter.on(event, listener);
    return this;
  }

  /** As `on`, for the next event alone. */
  once<K extends keyof E & string>(event: K, listener: E[K]): this {
    this.emitter.once(event, listener);
    return this;
  }

  off<K extends keyof E & string>(event: K, listener: E[K]): this {
    this.emitter.off(event, listener);
    return this;
  }
}
