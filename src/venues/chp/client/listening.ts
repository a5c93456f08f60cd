import { ValidationError } from '../../../errors';
import { ENDPOINTS } from '../endpoints';
import type { ChpAnswer, ChpAnswers } from '../types/answer';
import type { ChpCallOptions } from '../types/client';
import { checkNames } from '../wire/arguments';
import type { ChpRest } from './rest';

/** Names of what one call of Listen* or Cancel* is about. */
export type Names = string | readonly string[];

/** What can be listened to, as the methods name it. */
type Subject = 'Quotes' | 'Ticks' | 'BidAsks' | 'Portfolio';

/** What is listened to, as far as this client knows: the server's own list can differ. */
export class ListeningList {
  readonly #rest: ChpRest;
  readonly #field: string;
  readonly #subject: Subject;
  readonly #names = new Set<string>();

  /** @param field - name of the property, for errors */
  constructor(rest: ChpRest, field: string, subject: Subject) {
    this.#rest = rest;
    this.#field = field;
    this.#subject = subject;
  }

  /** A copy, in the order in which the names came. */
  get(): string[] {
    return [...this.#names];
  }

  /**
   * Replaces the list; an empty array clears it. Nothing is sent.
   * @throws ValidationError when it is no array of names
   */
  set(names: unknown): void {
    if (!Array.isArray(names)) {
      throw new ValidationError(this.#field, 'must be an array of names', { value: names, venue: 'chp' });
    }
    const checked = checkNames(names, this.#field);
    this.#names.clear();
    for (const name of checked) this.#names.add(name);
  }

  /** Listens to each name in turn; the list gains those whose answer says `result: true`. */
  async listen(names: unknown, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#each('listen', this.#required(names), options, (name) => this.#names.add(name));
  }

  /** Cancels each name in turn, without any all of the list; it loses those whose answer says `result: true`. */
  async cancel(names: unknown, options?: ChpCallOptions): Promise<ChpAnswers> {
    const wanted = names === undefined ? this.get() : this.#required(names);
    return this.#each('cancel', wanted, options, (name) => this.#names.delete(name));
  }

  /** One limit for all of them, as for any call. */
  #each(
    verb: 'listen' | 'cancel',
    names: readonly string[],
    options: ChpCallOptions = {},
    succeeded: (name: string) => void,
  ): Promise<ChpAnswers> {
    const operation = `${verb}${this.#subject}` as const;
    const endpoint = ENDPOINTS[operation];
    const rest = this.#rest;
    const work: Parameters<typeof rest.run<ChpAnswers>>[2] = async (call) => {
      const answers = Object.create(null) as Record<string, ChpAnswer>;
      for (const name of names) {
        const request = rest.request(operation, endpoint, { [this.#key]: name });
        const { result } = await rest.exchange(request, call);
        if (result.result === true) succeeded(name);
        answers[name] = result;
      }
      return answers;
    };
    return rest.run(operation, options, work, endpoint.priority);
  }

  get #key(): 'portfolio' | 'symbol' {
    return this.#subject === 'Portfolio' ? 'portfolio' : 'symbol';
  }

  #required(names: unknown): readonly string[] {
    const key = this.#key;
    const checked = checkNames(names, key);
    if (checked.length > 0) return checked;
    throw new ValidationError(key, 'must not be empty', { venue: 'chp' });
  }
}
