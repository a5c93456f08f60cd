import type { Span } from './screen';

const COLUMN = 8.4;
const ROW = 16.5;
const MARGIN = 16;
const BACKGROUND = '#1e1e2e';
const FOREGROUND = '#cdd6f4';
const COLOURS: Readonly<Record<number, string>> = { 32: '#a6e3a1', 33: '#f9e2af', 36: '#89dceb' };
const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Each span has its place and its width, so that columns meet in any font. */
function drawn(line: readonly Span[], row: number): string {
  let column = 0;
  let text = '';
  for (const { text: part, bold, colour } of line) {
    const x = (MARGIN + column * COLUMN).toFixed(1);
    column += [...part].length;
    if (part.trim() === '') continue;
    const width = ([...part].length * COLUMN).toFixed(1);
    const style = `${bold ? ' font-weight="bold"' : ''}${colour === undefined ? '' : ` fill="${COLOURS[colour] ?? FOREGROUND}"`}`;
    text += `<text x="${x}" y="${MARGIN + (row + 0.75) * ROW}" textLength="${width}"${style}>${escaped(part)}</text>\n`;
  }
  return text;
}

/** A picture of lines of a terminal of so many columns; the title is its text for readers that see none. */
export function svgOf(title: string, lines: readonly (readonly Span[])[], columns: number): string {
  const [width, height] = [columns * COLUMN + 2 * MARGIN, lines.length * ROW + 2 * MARGIN];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="${FONT}" font-size="14" fill="${FOREGROUND}" xml:space="preserve">\n` +
    `<title>${escaped(title)}</title>\n` +
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>\n${lines.map(drawn).join('')}</svg>\n`
  );
}
