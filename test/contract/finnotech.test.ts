import { describe, test } from 'vitest';
import { contractCases } from '../../src/testing';
import { finnotechHarness } from './finnotech-harness';

describe('contract of finnotech', () => {
  for (const { number, title, skip, run } of contractCases(finnotechHarness())) {
    test.skipIf(skip !== undefined)(`${title} [${number}]`, run);
  }
});
