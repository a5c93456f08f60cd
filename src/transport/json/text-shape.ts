const SHAPE_LENGTH = 120;

/**
 * The outline of a text that could not be read: letters become `a`, digits `9`, punctuation stays.
 *
 * Text that is broken defeats every rule that finds secrets by their names, so none of it is shown as it is.
 * The bytes themselves can be recorded through a tap.
 */
export function textShape(text: string): string {
  return text
    .slice(0, SHAPE_LENGTH)
    .replace(/[0-9]/g, '9')
    .replace(/[A-Za-z]|\P{ASCII}/gu, 'a');
}

/** What a server seems to be that does not begin with JSON that can be read, from its first bytes. */
export function kindOfBytes(chunk: Uint8Array): string {
  const start = Buffer.from(chunk.subarray(0, 64)).toString('latin1').trimStart();
  if (start.startsWith('HTTP/')) return 'HTTP';
  if (/^<(!doctype|html|\?xml|head|body)/i.test(start)) return 'a web page';
  return start.startsWith('{') || start.startsWith('[') ? 'broken JSON' : 'something else than JSON';
}
