import { styleText } from 'node:util';
import Table from 'cli-table3';

function isNumber(cell = ''): boolean {
  return /^(-|-?\d+(\.\d+)?)$/.test(cell);
}

/** Writes the demo's text. Colours only where the output is a terminal. */
export class Report {
  readonly #output: NodeJS.WriteStream;
  readonly #started = performance.now();

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  get output(): NodeJS.WriteStream {
    return this.#output;
  }

  /** Seconds since the demo began. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  heading(text: string): void {
    this.#output.write(`\n${this.#paint('bold', text)}\n`);
  }

  line(text: string): void {
    this.#output.write(`  ${text}\n`);
  }

  good(text: string): void {
    this.line(`${this.#paint('green', 'ok')} ${text}`);
  }

  notice(text: string): void {
    this.line(`${this.#paint('yellow', '!')}  ${text}`);
  }

  /** A table; columns that hold nothing but numbers are aligned to the right. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const colour = this.#output.isTTY;
    const table = new Table({
      head: [...head],
      colAligns: head.map((_name, column) => (rows.every((row) => isNumber(row[column])) ? 'right' : 'left')),
      style: { head: colour ? ['cyan'] : [], border: [] },
    });
    for (const row of rows) table.push([...row]);
    // A rule below the head, and none between the rows.
    const lines = table.toString().split('\n');
    this.#output.write(`${lines.filter((line, index) => index === 2 || !line.startsWith('├')).join('\n')}\n`);
  }

  #paint(style: 'bold' | 'green' | 'yellow', text: string): string {
    return this.#output.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;
  }
}
