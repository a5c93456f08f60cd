import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers of the bench to polls of one path, one after the other; the emulator answers everything else. */
export class FloodAnswers {
  readonly #path: string;
  #answers: readonly string[] = [];
  #next = 0;

  constructor(path: string) {
    this.#path = path;
  }

  send(answers: readonly string[]): void {
    this.#answers = answers;
    this.#next = 0;
  }

  /** @returns where it listens */
  async listen(emulator: { readonly host: string; readonly port: number }): Promise<number> {
    const server = createServer({ keepAliveTimeout: 60_000 }, (asked, answer) => {
      const [path = ''] = asked.url?.split('?') ?? [];
      const own = path.endsWith(this.#path) ? this.#answers[this.#next] : undefined;
      if (own !== undefined) {
        this.#next += 1;
        asked.resume();
        answer.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(own),
        });
        answer.end(own);
        return;
      }
      const { method, url, headers } = asked;
      const passed = request({ ...emulator, method, path: url, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
}
