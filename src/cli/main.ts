#!/usr/bin/env node
import { errorSentence } from './error-sentence';
import { buildProgram } from './program';

buildProgram(process.stdout)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`venuekit: ${errorSentence(error)}\n`);
    process.exitCode = 1;
  });

// biome-ignore lint/complexity/noUselessEmptyExport: without it the bundler takes the file for CommonJS
export {};
