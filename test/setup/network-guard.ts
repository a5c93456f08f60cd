import { createRequire } from 'node:module';
import { afterEach } from 'vitest';

interface NetworkGuard {
  isLoopback(host: string | null | undefined): boolean;
  /** One line for each connection that was refused. */
  readonly refused: string[];
}

/** The guard of this process; loading it switches it on. */
export const networkGuard = createRequire(__filename)('./network-guard.cjs') as NetworkGuard;

// The code under test may swallow the refusal, so the test fails here as well.
afterEach(() => {
  const refused = networkGuard.refused.splice(0);
  if (refused.length > 0) throw new Error(refused.join('\n'));
});
