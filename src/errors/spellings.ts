/** Shorter fragments of base64 would be found in any text. */
const MIN_FRAGMENT = 4;

/**
 * The forms in which a text may come back from a venue, besides base64: as itself, in JSON of any writer (nested once),
 * in a URL, in HTML, in hex. A list of whole texts and no pattern, so that a search for it is linear on any text.
 */
export function spellings(text: string): readonly string[] {
  const all = new Set<string>([text]);
  // Encoders throw at half a surrogate pair, or replace it.
  const wellFormed = Buffer.from(text).toString();
  const bytes = [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));
  bothCases(all, bytes.join(''));
  bothCases(all, bytes.map((byte) => `%${byte}`).join(''));
  for (const one of urlForms(wellFormed)) all.add(one);
  const json = jsonForms(text);
  for (const one of [...json, ...htmlForms(wellFormed)]) {
    all.add(one);
    all.add(inJson(one));
  }
  for (const one of json) for (const escaped of htmlForms(one)) all.add(escaped);
  return [...all];
}

/**
 * What base64 of any text with it must contain: a piece for each of the three places in a group of bytes. Only those
 * characters count that depend on the text alone.
 */
export function base64Fragments(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const all = new Set<string>();
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(2)]).toString('base64');
    const piece = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (piece.length >= MIN_FRAGMENT) for (const one of base64Forms(piece)) all.add(one);
  }
  return [...all];
}

/** The text alone in base64, with and without padding. */
export function base64Wholes(text: string): readonly string[] {
  const padded = Buffer.from(text).toString('base64');
  const bare = padded.replace(/=+$/, '');
  return [...new Set([padded, bare].flatMap((one) => base64Forms(one)))];
}

function base64Forms(text: string): readonly string[] {
  return [
    text,
    text.replaceAll('+', '-').replaceAll('/', '_'),
    text.replaceAll('/', '\\/'),
    text.replaceAll('+', '\\u002B').replaceAll('/', '\\u002F'),
    text.replaceAll('+', '\\u002b').replaceAll('/', '\\u002f'),
    encodeURIComponent(text),
    lowerHex(encodeURIComponent(text)),
  ];
}

function urlForms(text: string): readonly string[] {
  const plain = encodeURIComponent(text);
  // The characters that form encoders of other languages encode in addition.
  const strict = plain.replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const forms = [plain, strict, strict.replaceAll('%7E', '~'), encodeURI(text)];
  return forms.flatMap((form) => {
    const query = form.replaceAll('%20', '+');
    return [form, lowerHex(form), query, lowerHex(query)];
  });
}

function jsonForms(text: string): readonly string[] {
  const json = inJson(text);
  // Some JSON writers escape every character that has a meaning in HTML.
  const safe = inJson(text).replaceAll('\\"', '\\u0022');
  const forms = [json, ...cased((hex) => escapeUnits(json, /[\u007f-\uffff]/g, hex))];
  forms.push(
    ...cased((hex) => escapeUnits(safe.replaceAll('\\u0022', `\\u${hex('0022')}`), /[&'<>+`]/g, hex)),
  );
  forms.push(
    ...cased((hex) => escapeUnits(escapeUnits(safe, /[&'<>+`]/g, hex), /[\u007f-\uffff]/g, hex)),
    ...cased((hex) => escapeUnits(text, /./gs, hex)),
  );
  return forms.flatMap((form) => [form, form.replaceAll('/', '\\/')]);
}

function htmlForms(text: string): readonly string[] {
  const signs = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = ['&quot;', '&#34;', '&#x22;'].flatMap((double) =>
    ["'", '&#39;', '&#039;', '&#x27;', '&apos;'].map((single) =>
      signs.replaceAll('"', double).replaceAll("'", single),
    ),
  );
  const point = (write: (code: number) => string) => (sign: string) => write(sign.codePointAt(0) as number);
  const decimal = point((code) => `&#${code};`);
  const hex = point((code) => `&#x${code.toString(16)};`);
  const upperHex = point((code) => `&#x${code.toString(16).toUpperCase()};`);
  return [
    signs,
    ...quoted.flatMap((form) => [
      form,
      ...[decimal, hex, upperHex].map((write) => form.replace(/[^\0-\x7f]/gu, write)),
    ]),
    ...[decimal, hex, upperHex].map((write) => text.replace(/./gsu, write)),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeUnits(text: string, units: RegExp, hex: (digits: string) => string): string {
  return text.replace(units, (unit) => `\\u${hex(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`);
}

function cased(form: (hex: (digits: string) => string) => string): readonly string[] {
  return [form((digits) => digits), form((digits) => digits.toUpperCase())];
}

function bothCases(all: Set<string>, text: string): void {
  all.add(text);
  all.add(text.toUpperCase());
}

function lowerHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (pair) => pair.toLowerCase());
}
