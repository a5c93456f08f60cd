import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature is made over. */
export interface SignedCall {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly search: string;
  readonly body: string;
  readonly signTimestamp: string;
}

/** The signature of a text. */
export function sign(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(payload).digest('base64');
}

/** Whether a signature is valid for a call under any of the encodings that clients use. */
export function isSigned(secret: string, call: SignedCall, signature: string): boolean {
  const given = Buffer.from(signature);
  return payloadsOf(call).some((payload) => {
    const expected = Buffer.from(sign(secret, payload));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** The texts that clients sign for one call: they differ in what they encode. */
export function payloadsOf({ method, path, search, body, signTimestamp }: SignedCall): string[] {
  const paths = new Set([path, decoded(path)]);
  const texts =
    body === '' ? queryTexts(search, signTimestamp) : [`requestBody=${body}&signTimestamp=${signTimestamp}`];
  return [...paths].flatMap((one) => texts.map((text) => `${method}\n${one}\n${text}`));
}

/**
 * The parameters in order of name, each name once: some clients send `signTimestamp` in the query of a GET too. Encoded as the document says, with bare commas, as sent, and not at all.
 */
function queryTexts(search: string, signTimestamp: string): string[] {
  const sent = search === '' ? [] : search.split('&').map((pair) => splitPair(pair));
  const encodings: readonly ((raw: string) => string)[] = [
    (raw) => encodeURIComponent(decoded(raw)),
    (raw) => encodeURIComponent(decoded(raw)).replaceAll('%2C', ','),
    (raw) => raw,
    (raw) => decoded(raw),
  ];
  const texts = encodings.map((encode) =>
    [
      ...new Map([
        ...sent.map(([name, raw]) => [name, encode(raw)] as const),
        ['signTimestamp', signTimestamp],
      ]),
    ]
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
  );
  return [...new Set(texts)];
}

function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
