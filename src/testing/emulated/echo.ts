import type { Faults } from '../../emulators/index';
import type { Broker, Logger } from '../../index';
import type { EchoForm, EchoingVenue } from '../harness';

/** Options of a broker whose logger and tap write down what they get. */
export interface Recording {
  readonly logger: Logger;
  readonly tap: (frame: unknown) => void;
}

/** Stands for JSON until it is text. */
const PLACE = '@json@';
/** How many values of an answer become it: enough for a row, and no megabytes. */
const MOST_JSON = 20;

/** Where an honest answer hands out a secret. */
const GIVEN = /"(?:value|refreshToken|streamSessionId)":"([^"]+)"/g;

/** How a venue says what a case wants. */
export interface EchoRules {
  /** An honest text of the venue as the refusal that it would send in its place. */
  refusal(honest: string, text: string): string;
  /** Members that a value must keep to be understood at all. */
  readonly kept: readonly string[];
}

/** A venue whose every answer and event says what the case wants. */
export function echoingVenue<B extends Broker>(
  faults: Faults,
  secrets: readonly string[],
  make: (recording: Recording) => B,
  { refusal, kept }: EchoRules,
): EchoingVenue {
  const written: unknown[] = [];
  const log =
    (level: string) =>
    (...args: unknown[]): void =>
      void written.push([level, ...args]);
  const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const broker = make({ logger, tap: (frame) => void written.push(frame) });
  const derived = new Set<string>();
  let said: { readonly text: string; readonly form: EchoForm } | undefined;
  const change = (honest: string): string => {
    for (const [, secret = ''] of honest.matchAll(GIVEN)) derived.add(secret);
    if (said === undefined) return honest;
    const { form, text } = said;
    if (form === 'garbage') return text;
    if (form === 'refusal') return refusal(honest, text);
    if (form === 'values') return withValues(honest, text, new Set(kept));
    let left = MOST_JSON;
    return withValues(honest, PLACE, new Set(kept)).replaceAll(`"${PLACE}"`, () => {
      left -= 1;
      return left < 0 ? '0' : text;
    });
  };
  faults.rules.add('rewrite', { change }, {}, Number.POSITIVE_INFINITY);
  return {
    broker,
    secrets,
    derived: () => [...derived],
    written,
    echo(text, form) {
      said = { text, form };
    },
    silence() {
      said = undefined;
    },
  };
}

/** The same message with the text in place of every value that is no list and no object. */
function withValues(honest: string, text: string, kept: ReadonlySet<string>): string {
  return JSON.stringify(
    JSON.parse(honest, (key, value: unknown) => (typeof value === 'object' || kept.has(key) ? value : text)),
  );
}
