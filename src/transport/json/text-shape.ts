const SHAPE_LENGTH = 120;

/**
 * The outline of a text that could not be read: letters become `a`, digits `9`, punctuation stays.
 *
 * Text that is broken defeats every rule that finds secrets by their names, so nothing of it is shown as it is.
 * The bytes themselves can be watched through a tap.
 */
export function textShape(text: string): string {
  return text
    .slice(0, SHAPE_LENGTH)
    .replace(/[0-9]/g, '9')
    .replace(/[A-Za-z]|\P{ASCII}/gu, 'a');
}
