/** Who may write to the venue: the holder of the newest token, until the lease ends. */
export interface Lease {
  /** Grows with every lease that is taken: who has a smaller one holds nothing any more. */
  readonly token: number;
  /** The life of the bus's data: another one means that it has lost what it knew. */
  readonly epoch: string;
}

/** What became of the wish to keep a lease. `forgotten`: the bus has lost its data, the leases with them. */
export type LeaseState = 'kept' | 'lost' | 'forgotten';

/** A command as it stands in the bus. */
export interface BusCommand {
  /** Given by the bus; grows with every command. */
  readonly id: string;
  readonly text: string;
}

/**
 * Whether a command may be executed, now and by this connector alone.
 * - `claimed`: yes;
 * - `late`: its deadline has passed by the bus's clock; it will never be executed;
 * - `taken`: it, or another of its name, has been claimed, or it was passed over;
 * - `lost`: this connector's lease is not the newest, or has ended.
 */
export type ClaimResult = 'claimed' | 'late' | 'taken' | 'lost';

/** A command that a connector claimed and did not answer. */
export interface LeftCommand extends BusCommand {
  /** Since when it has been left for sure, UTC epoch ms by the bus's clock: whoever claimed it had lost the lease by then. */
  readonly since: number;
}

/** A command as its sender knows it. */
export interface SentCommand {
  /** The bot's own id of it. */
  readonly id: string;
  readonly bot: string;
  /** As of {@link ClaimRequest.name}. */
  readonly name: string;
  /** As of {@link ClaimRequest.namedUntil}. */
  readonly namedUntil: number;
  /** The life of the bus's data in which it was sent. */
  readonly epoch: string;
}

/**
 * What became of a command.
 * - `answered`: this is the answer;
 * - `withdrawn`: no connector has claimed it, and none ever will;
 * - `open`: it was claimed and not answered, or the bus has lost what it knew, or it was too long ago.
 */
export type Recalled =
  | { readonly state: 'answered'; readonly text: string }
  | { readonly state: 'withdrawn' | 'open' };

/** One message of a topic. */
export interface TopicMessage {
  readonly text: string;
  /** Counts the messages of the topic from 1 on; of another epoch, from 1 again. */
  readonly number: number;
  readonly epoch: string;
}

/** Ends what was begun; resolves when nothing more comes. Never rejects. */
export type Stop = () => Promise<void>;

/** Who follows a topic. */
export interface TopicListener {
  message(message: TopicMessage): void;
  /** Messages of a log were trimmed before they could be read, or lost with the bus's data. */
  missed(): void;
}

/** The fields of a command that the bus itself looks at. */
export interface ClaimRequest {
  readonly id: string;
  readonly lease: Lease;
  /** By the bus's clock, UTC epoch ms. */
  readonly deadline: number;
  /** Kept, so that a successor finds out what became of it. */
  readonly text: string;
  /** Names the command among those of all bots: one that is on the bus twice is claimed once. */
  readonly name: string;
  /** How long the name is kept at least, by the bus's clock in UTC epoch ms. @defaultValue `deadline` */
  readonly namedUntil?: number | undefined;
}

/** An answer on its way to the bot that asked. */
export interface BusAnswer {
  /** The bot's own id of its command. */
  readonly id: string;
  readonly bot: string;
  readonly text: string;
}

/**
 * What the connectors and the bots of one venue connection share.
 *
 * Topics are of two kinds. Of a `value` the latest message is kept, for whoever comes later, and messages that nobody has
 * read are replaced. Of a `log` the last messages are kept, and each follower reads on from where it was.
 *
 * Every method rejects with `ConnectionError` while the bus cannot be reached, or cannot do what is asked (it is full, loads
 * its data, is a replica); nothing is queued. With `sent: false` it is certain that nothing came of it. It rejects
 * with `AuthenticationError`, of the operation `bus`, where the bus refuses access: to try again is of no use.
 */
export interface Bus {
  /** The bus's own clock, UTC epoch ms: deadlines are by it. */
  time(): Promise<number>;

  /**
   * Takes the lease, unless somebody holds it.
   * @param holder - names the process
   * @param above - the newest token that the caller knows of: the new one is larger
   */
  takeLease(holder: string, ttlMs: number, above: number): Promise<Lease | undefined>;
  /** Prolongs the lease to `ttlMs` from now. */
  keepLease(lease: Lease, ttlMs: number): Promise<LeaseState>;
  /** Gives the lease back; does nothing where it is another's. */
  leaveLease(lease: Lease): Promise<void>;

  /**
   * Hands a command to whichever connector holds the lease.
   * @returns the life of the bus's data
   */
  send(text: string): Promise<string>;
  /** Reads the commands that no connector has claimed yet, in order, and then each as it comes. */
  commands(take: (command: BusCommand) => void, failed: (error: Error) => void): Promise<Stop>;
  claim(request: ClaimRequest): Promise<ClaimResult>;
  /** The commands that were claimed by connectors before the caller and not answered, in order. The caller holds the lease. */
  unanswered(): Promise<readonly LeftCommand[]>;
  /** Answers a command, and forgets that it was claimed; the answer is kept for `keepMs`. */
  answer(command: string | undefined, answer: BusAnswer, keepMs: number): Promise<void>;
  /** Hears the answers to a bot from now on. */
  answers(bot: string, take: (answer: BusAnswer) => void, failed: (error: Error) => void): Promise<Stop>;
  /** The answer to a command, as long as it is kept. One that no connector has claimed is withdrawn, in the same step. */
  recall(command: SentCommand): Promise<Recalled>;

  /** Replaces the value of a topic and tells its followers. Does nothing once a newer lease has been taken. */
  publish(topic: string, text: string, lease: Lease): Promise<void>;
  /**
   * Adds a message to a log, which keeps the last `keep` of them or a few more. Does nothing once a newer lease has been
   * taken.
   */
  append(topic: string, text: string, keep: number, lease: Lease): Promise<void>;
  /**
   * Follows a topic: a value from its present one on, a log from the message after `after` on, or from now on.
   * @param after - the message that was read last
   */
  follow(
    kind: 'value' | 'log',
    topic: string,
    listener: TopicListener,
    after?: Pick<TopicMessage, 'number' | 'epoch'>,
  ): Promise<Stop>;

  /** Says what a broker wants: replaces what it wanted before, and is forgotten after `ttlMs`. */
  wish(owner: string, text: string, ttlMs: number): Promise<void>;
  /** What was said for each owner that is not forgotten. */
  wishes(): Promise<ReadonlyMap<string, string>>;

  /** What is set up on the bus such that it cannot keep its promises; a sentence each, none where all is well. */
  warnings(): Promise<readonly string[]>;

  /** Ends the connection to the bus; idempotent. */
  close(): Promise<void>;
}
