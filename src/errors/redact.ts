import type { LogFields, Logger } from '../core/logger';
import { excerptOf } from './excerpt';
import { sealErrors } from './redact-error';
import { replaceEverywhere, replaceRuns, replaceTokens } from './redact-forms';
import { isSecretKey, REDACTED, redactText } from './redact-text';
import { sanitizeCause } from './sanitize';
import { base64Fragments, base64Wholes, spellings } from './spellings';

export { isSecretKey, REDACTED, redactText } from './redact-text';

const MAX_DEPTH = 8;
/** Below this length a text is found inside too many others. */
const MIN_LENGTH = 4;
/** Below this length its base64 is, besides. */
const MIN_RUN = 6;
/** Options and members of these names identify an account; all others of a sensitive name are secrets. */
const ACCOUNT_KEY = /^(?:login|user[-_]?id|nid)$/i;

/**
 * A placeholder for {@link REDACTED} during the redaction, so that a secret that is part of that word does not match.
 */
const MARK = '\uffff';

/** The forms of one secret or account name. */
interface Forms {
  /** Redacted wherever they occur, longest first. */
  readonly anywhere: readonly string[];
  /** Pieces of base64; the whole run of base64 around one goes with it. */
  readonly runs: readonly string[];
  /** Redacted as whole tokens only. */
  readonly tokens: readonly string[];
}

/**
 * Removes the credentials of one account from text for people: the one place through which every text goes that comes
 * from a venue or leaves for a user. Records are data and never go through it.
 *
 * A secret is redacted wherever it occurs, plain, in hex, in a URL, in JSON, in HTML and in base64. An account name, and a
 * secret of under 4 characters, is redacted as a whole token only, and only in text of a venue: `1000` goes from
 * "user 1000 not found" and stays in `1000.5`, `11000` and in every text of the SDK.
 */
export class Redactor {
  readonly #secrets = new Map<string, Forms | undefined>();
  readonly #names = new Map<string, Forms | undefined>();
  readonly #included: Redactor[] = [];
  #anywhere: readonly string[] | undefined;
  #longest = 0;

  /** Adds the values of sensitive names, such as `password` and `userId`, from options or credentials. */
  learn(options: object): void {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(options))) {
      if (typeof value !== 'string' || !isSecretKey(key)) continue;
      if (ACCOUNT_KEY.test(key)) this.addName(value);
      else this.add(value);
    }
  }

  /** Adds a secret. */
  add(secret: string): void {
    if (secret === '' || this.#secrets.has(secret)) return;
    this.#secrets.set(secret, undefined);
    this.#anywhere = undefined;
  }

  /** Adds an account name. */
  addName(name: string): void {
    if (name !== '' && !this.#names.has(name)) this.#names.set(name, undefined);
  }

  /** Removes a secret that is no longer one, such as the id of an ended session. */
  remove(secret: string): void {
    if (this.#secrets.delete(secret)) this.#anywhere = undefined;
  }

  /** From now on also redacts the secrets of the other one, as a broker does those of its client. */
  include(other: Redactor): void {
    if (other !== this && !this.#included.includes(other)) this.#included.push(other);
  }

  /**
   * Text of a venue without secrets, account names and the values of sensitive names.
   * @param most - longest result; what is cut off is cut after the redaction, so that no half of a secret stays
   */
  text(text: string, most = Number.POSITIVE_INFINITY): string {
    if (text.length <= most) return this.#finish(this.#tokens(this.#everywhere(text)));
    // A secret that begins within the bound must be read completely; half of it could follow the bound.
    const margin = this.#margin();
    const piece = this.#finish(this.#tokens(this.#everywhere(text.slice(0, most + margin))));
    return text.length <= most + margin
      ? piece.slice(0, most)
      : piece.slice(0, Math.min(most, Math.max(0, piece.length - margin)));
  }

  /** A text of the SDK, which may quote a venue: without secrets. Numbers of the SDK are not account names. */
  own(sentence: string): string {
    const plain = this.#everywhere(sentence);
    return plain === sentence ? sentence : plain.replaceAll(MARK, REDACTED);
  }

  /** A copy of plain data with secrets redacted, in names as well; deeper than 8 levels it is cut. */
  value(value: unknown): unknown {
    return this.#copy(value, 0, (text) => this.text(text));
  }

  /** A piece of a message as an error shows it, at most 1000 characters. */
  sample(piece: unknown): string {
    if (typeof piece === 'string') return this.text(piece, MAX_SAMPLE);
    return this.text(JSON.stringify(this.value(excerptOf(piece))) ?? 'undefined', MAX_SAMPLE);
  }

  /**
   * Redacts an error in place, with its causes: message, stack and fields. Called where errors leave the SDK, before
   * a user gets them.
   */
  seal(error: unknown): void {
    sealErrors(error, this);
  }

  /**
   * A cause that can be kept: errors of the SDK as they are, others copied without their additional fields; redacted.
   */
  error(cause: unknown): Error {
    const error = sanitizeCause(cause);
    this.seal(error);
    return error;
  }

  /** Redacts what `work` rejects with before the caller gets it. */
  sealed<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      this.seal(error);
      throw error;
    });
  }

  /** A logger that gets every record without secrets. */
  logger(logger: Logger): Logger {
    const write =
      (level: keyof Logger): Logger[keyof Logger] =>
      (message, fields) => {
        if (fields === undefined) logger[level](this.own(message));
        else logger[level](this.own(message), this.#copy(fields, 0, (text) => this.own(text)) as LogFields);
      };
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  }

  #everywhere(text: string): string {
    let result = replaceEverywhere(text, [REDACTED], MARK);
    for (const redactor of this.#all()) {
      result = replaceEverywhere(result, redactor.#spellings(), MARK);
      for (const { runs } of redactor.#formsOf(redactor.#secrets, false))
        result = replaceRuns(result, runs, MARK);
    }
    return result;
  }

  /** What is redacted in the text of a venue only. */
  #tokens(text: string): string {
    let result = text;
    for (const redactor of this.#all()) {
      const forms = [
        ...redactor.#formsOf(redactor.#names, true),
        ...redactor.#formsOf(redactor.#secrets, false),
      ];
      for (const { runs, tokens } of forms)
        result = replaceTokens(replaceRuns(result, runs, MARK), tokens, MARK);
    }
    return result;
  }

  #finish(text: string): string {
    return redactText(text.replaceAll(MARK, REDACTED));
  }

  /** Longest first over all secrets: one that begins like another must not leave the rest of it. */
  #spellings(): readonly string[] {
    if (this.#anywhere === undefined) {
      const all = this.#formsOf(this.#secrets, false).flatMap(({ anywhere }) => anywhere);
      this.#anywhere = [...new Set(all)].sort((a, b) => b.length - a.length);
      this.#longest = this.#anywhere[0]?.length ?? 0;
    }
    return this.#anywhere;
  }

  #formsOf(texts: Map<string, Forms | undefined>, asName: boolean): readonly Forms[] {
    return [...texts].map(([text, known]) => {
      if (known !== undefined) return known;
      const forms = asName || text.length < MIN_LENGTH ? tokenForms(text) : secretForms(text);
      texts.set(text, forms);
      return forms;
    });
  }

  #all(): readonly Redactor[] {
    return this.#included.length === 0 ? [this] : [this, ...this.#included];
  }

  #margin(): number {
    return Math.max(
      ...this.#all().map((redactor) => {
        redactor.#spellings();
        return redactor.#longest;
      }),
    );
  }

  #knows(value: number | bigint): boolean {
    return this.#all().some((redactor) => redactor.#secrets.has(String(value)));
  }

  #copy(value: unknown, depth: number, clean: (text: string) => string): unknown {
    if (typeof value === 'string') return clean(value);
    if (typeof value === 'number' || typeof value === 'bigint') return this.#knows(value) ? REDACTED : value;
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return '[deep]';
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, depth + 1, clean));
    if (value instanceof Error) return { name: value.name, message: clean(value.message) };
    const entries = Object.entries(value).map(([key, item]) => [
      clean(key),
      isSecretKey(key) ? REDACTED : this.#copy(item, depth + 1, clean),
    ]);
    return Object.fromEntries(entries);
  }
}

const MAX_SAMPLE = 1000;

const redactors = new WeakMap<object, Redactor>();

/**
 * The redactor of a client or a broker, created on first use. It is not a member, so that printing the
 * object, or listing its members, does not show it.
 * @param made - one that was needed before the owner was there
 */
export function redactorOf(owner: object, made?: Redactor): Redactor {
  const redactor = redactors.get(owner) ?? made ?? new Redactor();
  redactors.set(owner, redactor);
  return redactor;
}

function secretForms(text: string): Forms {
  return { anywhere: longestFirst(spellings(text)), runs: base64Fragments(text), tokens: [] };
}

function tokenForms(text: string): Forms {
  const tokens = longestFirst([...spellings(text), ...base64Wholes(text)]);
  return { anywhere: [], runs: text.length < MIN_RUN ? [] : base64Fragments(text), tokens };
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...texts].sort((a, b) => b.length - a.length);
}
