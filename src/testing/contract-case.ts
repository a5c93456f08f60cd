import type { Broker, Feature, Granted } from '../index';
import type { ContractWorld, WorldOptions } from './harness';

/** A numbered rule of the contract, ready to run. */
export interface ContractCase {
  /** Never changes: hundreds are chapters, and gaps are for later rules. */
  readonly number: number;
  /** Begins with `default:`, `args:`, `behavior:` or `error:`. */
  readonly title: string;
  /** The case applies to a venue that grants all of these. */
  readonly needs: readonly Feature[];
  /** Why it does not apply to this venue; absent when it does. */
  readonly skip?: string;
  /**
   * Rejects when the broker breaks the rule. Resolves with a reason when the case did not apply after all: the harness
   * cannot do what the case needs of a world.
   */
  run(): Promise<string | undefined>;
}

/** A rule before it is tied to a venue. */
export interface CaseDefinition {
  readonly number: number;
  readonly title: string;
  readonly needs: readonly Feature[];
  /** The optional members of the world that the case requires. */
  readonly world: readonly (keyof ContractWorld)[];
  /** How its world is made. */
  readonly options: WorldOptions;
  run(world: ContractWorld): Promise<void>;
}

type Intersection<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** A broker that grants all of `F`. */
export type BrokerWith<F extends Feature> = Broker & Intersection<F extends Feature ? Granted<F> : never>;

/** Defines a case; `needs` types the broker that it gets. */
export function defineCase<const N extends readonly Feature[]>(
  number: number,
  title: string,
  needs: N,
  run: (world: ContractWorld, broker: BrokerWith<N[number]>) => Promise<void>,
  world: readonly (keyof ContractWorld)[] = [],
  options: WorldOptions = {},
): CaseDefinition {
  // A case runs only where its needs are granted, see `contractCases`.
  return { number, title, needs, world, options, run: (at) => run(at, at.broker as BrokerWith<N[number]>) };
}
