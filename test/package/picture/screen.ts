/** A stretch of text in one style. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
  /** A colour of a terminal, 30 to 37; undefined for its own. */
  readonly colour: number | undefined;
}

type Style = Omit<Span, 'text'>;
interface Cell extends Style {
  readonly char: string;
}

const PLAIN: Style = { bold: false, colour: undefined };
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences of a terminal
const TOKEN = /\u001b\[([\d;]*)([A-Za-z])|[\s\S]/gu;

/** The lines that a terminal shows after it was sent a text: colours, and what redraws lines in place. */
export function screenOf(text: string): readonly (readonly Span[])[] {
  const lines: Cell[][] = [[]];
  let [row, column] = [0, 0];
  let style = PLAIN;
  for (const [token, number = '', command] of text.matchAll(TOKEN)) {
    const count = Number(number || 1);
    const line = lines[row] ?? [];
    lines[row] = line;
    if (command === 'A') row = Math.max(0, row - count);
    else if (command === 'B') row += count;
    else if (command === 'G') column = count - 1;
    else if (command === 'K') line.length = 0;
    else if (command === 'm') style = styled(style, number);
    else if (command !== undefined) throw new Error(`A terminal command that is not drawn: ${command}`);
    else if (token === '\n') [row, column] = [row + 1, 0];
    else {
      while (line.length < column) line.push({ char: ' ', ...PLAIN });
      line[column] = { char: token, ...style };
      column += 1;
    }
  }
  return Array.from(lines, (line = []) => spansOf(line));
}

function styled(style: Style, codes: string): Style {
  let { bold, colour } = style;
  for (const code of (codes || '0').split(';').map(Number)) {
    if (code === 0) [bold, colour] = [false, undefined];
    else if (code === 1 || code === 22) bold = code === 1;
    else if ((code >= 30 && code <= 37) || code === 39) colour = code === 39 ? undefined : code;
    else if (code >= 90 && code <= 97) colour = code - 60;
    else throw new Error(`A style that is not drawn: ${code}`);
  }
  return { bold, colour };
}

function spansOf(line: readonly Cell[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { char, bold, colour } of line) {
    const last = spans.at(-1);
    if (last !== undefined && last.bold === bold && last.colour === colour)
      spans[spans.length - 1] = { ...last, text: last.text + char };
    else spans.push({ text: char, bold, colour });
  }
  return spans;
}
