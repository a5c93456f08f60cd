import { clearLine, cursorTo, moveCursor } from 'node:readline';

/**
 * A block of lines that is redrawn in place on a terminal.
 *
 * Where the output is a file or a pipe nothing can be redrawn: there each line is printed once, at the end.
 */
export class LiveLines {
  readonly #output: NodeJS.WriteStream;
  readonly #lines = new Map<string, string>();
  #drawn = 0;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  /** Sets the line of a key and redraws. */
  set(key: string, line: string): void {
    this.#lines.set(key, line);
    if (this.#output.isTTY) this.#draw();
  }

  /** Leaves the lines as they are; what follows is written below. */
  done(): void {
    if (!this.#output.isTTY) for (const line of this.#lines.values()) this.#output.write(`${line}\n`);
    this.#lines.clear();
    this.#drawn = 0;
  }

  #draw(): void {
    if (this.#drawn > 0) {
      moveCursor(this.#output, 0, -this.#drawn);
      cursorTo(this.#output, 0);
    }
    for (const line of this.#lines.values()) {
      clearLine(this.#output, 0);
      this.#output.write(`${line.slice(0, (this.#output.columns ?? 120) - 1)}\n`);
    }
    this.#drawn = this.#lines.size;
  }
}
