import { contractCases } from 'venuekit/testing';
import { describe, test } from 'vitest';
import { larkHarness } from '../../examples/own-venue/harness';

describe('contract of a venue from outside', () => {
  for (const { number, title, skip, run } of contractCases(larkHarness())) {
    test.skipIf(skip !== undefined)(`${title} [${number}]`, run);
  }
});
