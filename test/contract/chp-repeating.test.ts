import { describe, test } from 'vitest';
import { contractCases } from '../../src/testing';
import { chpHarness } from './chp-harness';

// A file a way of answering polls, so that they run at the same time.
describe('contract of chp with repeating polls', () => {
  for (const { number, title, skip, run } of contractCases(chpHarness('repeating'))) {
    test.skipIf(skip !== undefined)(`${title} [${number}]`, run);
  }
});
