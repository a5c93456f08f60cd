/** Forms of one letter, and marks without meaning: data of the venue and keyboards of users mix them. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  // Arabic ye (U+064A), alef maksura (U+0649) and their presentation forms: Persian ye (U+06CC).
  [/[\u0649\u064A\uFBFC-\uFBFF\uFEEF-\uFEF4]/gu, '\u06CC'],
  // Arabic kaf (U+0643) and presentation forms of both: Persian kaf (U+06A9).
  [/[\u0643\uFB8E-\uFB91\uFED9-\uFEDC]/gu, '\u06A9'],
  // Joiners, marks of direction, the letter stretcher and vowel signs.
  [/[\u0640\u064B-\u0652\u200B-\u200F\u2066-\u2069\uFEFF]/gu, ''],
];

/**
 * A Persian symbol in the one form that all its spellings have.
 * @example foldSymbol('\u0641\u0645\u0644\u064A') === foldSymbol('\u0641\u0645\u0644\u06CC')
 */
export function foldSymbol(symbol: string): string {
  return FORMS.reduce((text, [pattern, form]) => text.replace(pattern, form), symbol.normalize('NFC')).trim();
}
