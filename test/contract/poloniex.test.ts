import { describe, test } from 'vitest';
import { contractCases } from '../../src/testing';
import { poloniexHarness } from './poloniex-harness';

describe('contract of poloniex', () => {
  for (const { number, title, skip, run } of contractCases(poloniexHarness())) {
    test.skipIf(skip !== undefined)(`${title} [${number}]`, run);
  }
});
