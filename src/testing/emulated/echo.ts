import type { Faults } from '../../emulators/index';
import type { Broker, Logger } from '../../index';
import type { EchoForm, EchoingVenue } from '../harness';

/** Options of a broker whose logger and tap record what they get. */
export interface Recording {
  readonly logger: Logger;
  readonly tap: (frame: unknown) => void;
}

/** Placeholder of JSON that is inserted as text. */
const PLACE = '@json@';
/** How many values of an answer are replaced: enough for a row, without producing megabytes. */
const MOST_JSON = 20;

/** Where a normal answer contains a secret. */
const GIVEN = /"(?:value|refreshToken|streamSessionId)":"([^"]+)"/g;

/** How a venue sends the text of a case. */
export interface EchoRules {
  /** Turns a normal message of the venue into the refusal that it would send instead. */
  refusal(original: string, text: string): string;
  /** Members that a message must keep to be readable at all. */
  readonly kept: readonly string[];
}

/** A venue whose every answer and event contains the text of the case. */
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
  let echoed: { readonly text: string; readonly form: EchoForm } | undefined;
  const change = (original: string): string => {
    for (const [, secret = ''] of original.matchAll(GIVEN)) derived.add(secret);
    if (echoed === undefined) return original;
    const { form, text } = echoed;
    if (form === 'garbage') return text;
    if (form === 'refusal') return refusal(original, text);
    if (form === 'values') return withValues(original, text, new Set(kept));
    let left = MOST_JSON;
    return withValues(original, PLACE, new Set(kept)).replaceAll(`"${PLACE}"`, () => {
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
      echoed = { text, form };
    },
    silence() {
      echoed = undefined;
    },
  };
}

/** The same message with the text in place of every value that is no list and no object. */
function withValues(original: string, text: string, kept: ReadonlySet<string>): string {
  return JSON.stringify(
    JSON.parse(original, (key, value: unknown) =>
      typeof value === 'object' || kept.has(key) ? value : text,
    ),
  );
}
