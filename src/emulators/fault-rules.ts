/** Which of a venue's kinds of connection: two at most venues, three where REST and sockets are apart. */
export type FaultSide = 'main' | 'stream' | 'rest' | 'private' | 'public';

/** What a fault applies to; everything of the venue where nothing is given. */
export interface FaultScope<N extends string = string> {
  /** @defaultValue 'both' */
  readonly side?: FaultSide | 'both';
  /** The command that a reply answers, or the name of a stream event ('tickPrices', 'trade', ...). */
  readonly command?: N;
  /** How often it applies; the default is stated at each method. */
  readonly times?: number;
  /** How many matching ones pass first: of the two frames of a close, 1 means the second. @defaultValue 0 */
  readonly skip?: number;
}

/** Whether the connection is lost with the reply. */
export type DropMode = 'connection' | 'reply';

/** The parameters of each fault. */
export interface FaultEffects {
  readonly latency: { readonly ms: number };
  readonly hang: { readonly afterBytes: number };
  readonly slice: { readonly bytes: number };
  readonly coalesce: { readonly frames: number };
  readonly truncate: { readonly bytes: number };
  readonly corrupt: { readonly byte: number };
  readonly rewrite: { readonly change: (text: string) => string };
  readonly headers: { readonly headers: Readonly<Record<string, string>> };
  readonly duplicate: Readonly<Record<never, never>>;
  readonly dropEvent: Readonly<Record<never, never>>;
  readonly reorder: { readonly until: string };
  readonly applyThenDrop: { readonly drop: DropMode };
  readonly dropBeforeApply: { readonly drop: DropMode };
  readonly delayApply: { readonly ms: number };
  readonly fail: {
    readonly errorCode: string;
    readonly errorDescr: string | undefined;
    readonly applied: boolean;
  };
  readonly status: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly applied: boolean;
  };
  readonly giantBody: { readonly bytes: number };
  readonly envelope: { readonly omit: readonly string[]; readonly add: Readonly<Record<string, unknown>> };
  readonly kickLogin: Readonly<Record<never, never>>;
  readonly hangHandshake: Readonly<Record<never, never>>;
  readonly orderStatuses: { readonly statuses: readonly (0 | 1 | 3 | 4)[]; readonly message: string | null };
}

/** The name of a fault that is looked up while frames pass. */
export type FaultVerb = keyof FaultEffects;

interface Rule<V extends FaultVerb = FaultVerb> {
  readonly verb: V;
  readonly side: FaultSide | 'both';
  readonly command: string | undefined;
  readonly effect: FaultEffects[V];
  remaining: number;
  skip: number;
}

/** The faults in force, oldest first; each ends after its number of times. */
export class FaultRules {
  #rules: Rule[] = [];

  /** Puts a fault in force. */
  add<V extends FaultVerb>(verb: V, effect: FaultEffects[V], scope: FaultScope, times: number): void {
    const { side = 'both', command, skip = 0 } = scope;
    this.#rules.push({ verb, side, command, effect, remaining: scope.times ?? times, skip });
  }

  /**
   * Uses up one application of the first fault that fits; undefined when none does.
   * @param purpose - a second name of the command, where it has several purposes
   */
  take<V extends FaultVerb>(
    verb: V,
    side: FaultSide,
    command: string,
    purpose = command,
  ): FaultEffects[V] | undefined {
    // Usually there is no fault, and this runs for every frame.
    if (this.#rules.length === 0) return undefined;
    const rule = this.#rules.find(
      (candidate): candidate is Rule<V> =>
        candidate.verb === verb &&
        (candidate.side === 'both' || candidate.side === side) &&
        (candidate.command === undefined || candidate.command === command || candidate.command === purpose),
    );
    if (!rule) return undefined;
    if (rule.skip > 0) {
      rule.skip -= 1;
      return undefined;
    }
    rule.remaining -= 1;
    if (rule.remaining <= 0) this.#rules = this.#rules.filter((other) => other !== rule);
    return rule.effect;
  }

  /** Lifts every fault. */
  clear(): void {
    this.#rules = [];
  }
}
