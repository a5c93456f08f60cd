import type { FaultSide } from '../../emulators/index';
import { type Broker, type OrderJournal, seededRandom, silentLogger } from '../../index';
import { ClockedWorld } from '../clocked-world';
import type { EchoingVenue, LosableOperation, Nonsense, StreamedRecord } from '../harness';
import { type EchoRules, echoingVenue, type Recording } from './echo';
import { falsify } from './falsify';
import { changeRows } from './hostile-texts';
import type {
  Falsified,
  LimitedRead,
  WorldBrokerOptions,
  WorldCommands,
  WorldEmulator,
  WorldTerms,
} from './world-terms';

/**
 * A world whose venue is an emulator. What is the same at every venue is here; a harness gives the names of its venue,
 * and adds the faults that only its venue has.
 */
export abstract class EmulatedWorld<B extends Broker, E extends WorldEmulator> extends ClockedWorld {
  abstract readonly symbol: string;
  protected abstract readonly commands: WorldCommands;
  /** Options of a broker whose secret is wrong. */
  protected abstract readonly wrong: object;
  protected readonly emulator: E;
  #broker: B | undefined;

  constructor(...[clock, emulator, offsetMs]: WorldTerms<E>) {
    super(clock, offsetMs);
    this.emulator = emulator;
  }

  /** A broker at the emulator; `given` overrides the venue's own options. */
  protected abstract createBroker(options: WorldBrokerOptions, given: object): B;

  protected get faults(): E['faults'] {
    return this.emulator.faults;
  }

  protected get brokerOptions(): WorldBrokerOptions {
    return { clock: this.brokerClock, random: seededRandom(7), logger: silentLogger };
  }

  get broker(): B {
    this.#broker ??= this.createBroker(this.brokerOptions, {});
    return this.#broker;
  }

  wrongCredentials(): B {
    return this.createBroker(this.brokerOptions, this.wrong);
  }

  brokerOn(journal: OrderJournal): B {
    return this.keep(this.createBroker({ ...this.brokerOptions, journal }, {}));
  }

  requests(): number {
    const { keepAlive } = this.commands;
    return this.emulator.orders.requests.filter(({ command }) => !keepAlive.includes(command)).length;
  }

  logins(): number {
    const { login } = this.commands;
    return this.emulator.orders.requests.filter(({ command }) => command === login).length;
  }

  executedOrders(): number {
    return this.emulator.orders.ofKind('open', 'pending').length;
  }

  setPrice(symbol: string, bid: string, ask: string): void {
    this.emulator.market.setPrice(symbol, bid, ask);
  }

  cutConnection(): void {
    this.faults.reset();
  }

  goDown(): void {
    this.faults.refuse();
    this.faults.reset();
  }

  comeUp(): Promise<void> {
    return this.faults.accept();
  }

  freeze(): void {
    this.faults.freeze();
  }

  thaw(): void {
    this.faults.thaw();
  }

  /** The names of the connections are those of the emulator's sides. */
  freezeConnection(name: string): void {
    this.faults.freeze({ side: name as FaultSide });
  }

  stopReading(): void {
    this.faults.stopReading();
  }

  readAgain(): Promise<void> {
    return this.faults.clear();
  }

  dropReplyOnce(operation: LosableOperation): void {
    this.faults.applyThenDrop(this.commandOf(operation));
  }

  dropRequestOnce(operation: LosableOperation): void {
    this.faults.dropBeforeApply(this.commandOf(operation));
  }

  delayReplies(operation: LosableOperation, ms: number): void {
    this.faults.latency(ms, this.#repliesTo(operation));
  }

  truncateReplyOnce(operation: LosableOperation, bytes: number): void {
    this.faults.truncate(bytes, this.#repliesTo(operation));
  }

  truncateEvents(times: number, bytes: number): void {
    const { orderEvents = [], eventSide } = this.commands;
    for (const command of orderEvents) this.faults.truncate(bytes, { ...sideOf(eventSide), command, times });
  }

  duplicateEvents(times: number): void {
    for (const event of this.#events) this.faults.duplicate(event, { times });
  }

  losePrivateEvents(): void {
    for (const event of this.#events) this.faults.dropEvent(event, { times: 1e6 });
  }

  answerInstruments(change: (rows: string) => string): void {
    const [command, member] = this.commands.instruments;
    this.faults.rewrite(command, (text) => (member === '' ? change(text) : changeRows(text, member, change)));
  }

  senseless(kind: StreamedRecord, how: Nonsense, times?: number): boolean {
    const falsified = this.falsified(kind, how);
    if (falsified === undefined) return false;
    const [command, member, value] = falsified;
    falsify(this.faults, command, [member], how === 'infinite' ? '1e400' : value, times);
    return true;
  }

  acceptLogins(): Promise<void> {
    return this.faults.clear();
  }

  acceptStreams(): Promise<void> {
    return this.faults.clear();
  }

  answerPolls(): Promise<void> {
    return this.faults.clear();
  }

  async dispose(): Promise<void> {
    await this.closeKept();
    await this.emulator.close();
  }

  /** The member that makes a kind of record senseless; undefined where the venue has no such event or member. */
  protected abstract falsified(kind: StreamedRecord, how: Nonsense): Falsified | undefined;

  /** @throws Error where the venue has no such write */
  protected commandOf(operation: LosableOperation): string {
    const command = this.commands.writes?.[operation];
    if (command === undefined) throw new Error(`The venue has no ${operation}`);
    return command;
  }

  /** A second broker at a venue that repeats what it receives; `given` overrides the venue's own options. */
  protected echoing(secrets: readonly string[], rules: EchoRules, given: object = {}): EchoingVenue {
    const create = (recording: Recording): B =>
      this.createBroker({ ...this.brokerOptions, ...recording }, given);
    return echoingVenue(this.faults, secrets, create, rules);
  }

  /** Ends each session right after its login; existing ones end. */
  protected endLogins(): void {
    this.faults.kickLogins();
    this.faults.kick();
  }

  #repliesTo(operation: LosableOperation): { readonly side?: FaultSide; readonly command: string } {
    return { ...sideOf(this.commands.writeSide), command: this.commandOf(operation) };
  }

  get #events(): readonly string[] {
    const { orderEvents = [], figureEvents = [] } = this.commands;
    return [...orderEvents, ...figureEvents];
  }
}

/** A world whose venue is reached over HTTP, alone or besides sockets. */
export abstract class EmulatedHttpWorld<B extends Broker, E extends WorldEmulator> extends EmulatedWorld<
  B,
  E
> {
  rateLimitOnce(operation: LimitedRead, retryAfter: string): void {
    const headers = { 'retry-after': retryAfter };
    const command = this.commands.reads?.[operation];
    this.faults.status(429, { headers }, { ...(command === undefined ? {} : { command }), times: 1 });
  }

  sockets(): number {
    return this.emulator.connections().filter(({ transport }) => transport === 'http').length;
  }
}

function sideOf(side: FaultSide | undefined): { readonly side?: FaultSide } {
  return side === undefined ? {} : { side };
}
