/** One way in which a venue may repeat a secret: the text it sends, and the part of it that must not be shown. */
export interface EchoedForm {
  readonly echoed: string;
  readonly hidden: string;
}

/**
 * A secret as the programs of a venue would repeat it: plain, in hex, base64, a URL, JSON and HTML.
 *
 * Written separately from the redaction that it tests.
 */
export function echoedForms(secret: string): readonly EchoedForm[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const url = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[\u007f-\uffff]/g, unitOf);
  const whole = [
    secret,
    hex,
    hex.toUpperCase(),
    url,
    url.replace(/%../g, (pair) => pair.toLowerCase()),
    url.replaceAll('%20', '+'),
    new URLSearchParams({ x: secret }).toString().slice(2),
    json,
    json.replaceAll('/', '\\/'),
    ascii,
    JSON.stringify(json).slice(1, -1),
    html(secret, '&#39;', (code) => `&#${code};`),
    html(secret, '&#x27;', (code) => `&#x${code.toString(16)};`),
    html(secret, "'", (code) => String.fromCodePoint(code)),
  ];
  const forms = [...new Set(whole)].map((text) => ({ echoed: text, hidden: text }));
  return [...forms, ...['', 'a', 'ab', 'abc:'].flatMap((before) => base64(before, bytes))];
}

/** A text that a venue sends, and the part of it that must not be shown. */
export interface EchoedText {
  readonly echoed: string;
  readonly hidden: readonly string[];
}

/** Venues truncate texts, so the end of a longer one would be missing. */
const MOST_SAID = 350;

/** Every form of every secret, in the fewest texts that a venue sends without truncation. */
export function echoedTexts(secrets: readonly string[]): readonly EchoedText[] {
  const groups: EchoedForm[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const form of secrets.flatMap(echoedForms)) {
    length += form.echoed.length + 1;
    if (length > MOST_SAID) {
      groups.push([]);
      length = form.echoed.length;
    }
    groups.at(-1)?.push(form);
  }
  return groups.map((group) => ({
    echoed: group.map(({ echoed }) => echoed).join(' '),
    hidden: group.map(({ hidden }) => hidden),
  }));
}

/** Longer text in base64 hides a secret at three places in a group of bytes: as in `Basic base64(id:secret)`. */
function base64(before: string, secret: Buffer): readonly EchoedForm[] {
  const buffer = Buffer.concat([Buffer.from(before), secret]);
  return (['base64', 'base64url'] as const).flatMap((encoding) => {
    const echoed = buffer.toString(encoding);
    const hidden = echoed.slice(Math.ceil((before.length * 8) / 6), Math.floor((buffer.length * 8) / 6));
    return [
      { echoed: `Basic ${echoed}`, hidden },
      { echoed: echoed.replace(/=+$/, ''), hidden },
    ];
  });
}

function unitOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function html(text: string, apostrophe: string, write: (code: number) => string): string {
  const escapes: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": apostrophe,
  };
  return [...text]
    .map((sign) => escapes[sign] ?? (sign < '\u007f' ? sign : write(sign.codePointAt(0) as number)))
    .join('');
}
