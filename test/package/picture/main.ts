/**
 * Runs the demo, takes what it sends to a terminal of 100 columns and writes parts of it as a picture, `docs/demo.svg`.
 * Run with the checkout as the working directory.
 */
import { writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { type Span, screenOf } from './screen';
import { svgOf } from './svg';

const COLUMNS = 100;
/** The parts of the demo that are shown, by the beginning of their headings. */
const SHOWN = ['Connecting over TCP', 'Trading', 'Cutting the connection', 'Side by side', 'Summary'];

class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = COLUMNS;
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const textOf = (line: readonly Span[]): string => line.map(({ text }) => text).join('');

async function main(): Promise<void> {
  // Read when the modules load: this process itself may have no terminal.
  process.env['FORCE_COLOR'] = '1';
  const { demo } = await import('../../../src/cli/demo/demo');
  const terminal = new Terminal();
  await demo({ seed: 1 }, terminal as unknown as NodeJS.WriteStream);
  let isShown = false;
  const lines = screenOf(terminal.text).filter((line, index, all) => {
    const isHeading = index > 0 && textOf(all[index - 1] ?? []) === '' && line[0]?.bold === true;
    if (isHeading) isShown = SHOWN.some((title) => textOf(line).startsWith(title));
    return isShown;
  });
  while (textOf(lines.at(-1) ?? []) === '') lines.pop();
  writeFileSync('docs/demo.svg', svgOf('The demo of venuekit in a terminal', lines, COLUMNS));
}

void main();
