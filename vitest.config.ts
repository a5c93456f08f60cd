import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file: string): string => fileURLToPath(new URL(`src/${file}`, import.meta.url));

export default defineConfig({
  resolve: {
    // A venue from outside imports the package by its name; a test of it needs no build.
    alias: [
      { find: /^venuekit$/, replacement: source('index.ts') },
      {
        find: /^venuekit\/(adapter|emulators|opentelemetry|remote|testing)$/,
        replacement: source('$1/index.ts'),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup/network-guard.ts'],
    environment: 'node',
    pool: 'forks',
    // Loading the sources anew for each of two hundred files took longer than running them. The
    // files share a process instead, so a test that leaves a timer, a mock or a global behind is
    // seen by others: put back what you change.
    isolate: false,
    // Left alone, two cores get one worker. Tests of processes and of real time wait most of the time: a third fills it.
    maxWorkers: 3,
    // Ends what hangs: a busy machine takes several times as long as a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 90 },
    },
  },
});
