import { describe, test } from 'vitest';
import { contractCases } from '../../src/testing';
import { xapiHarness } from './xapi-harness';

// A file a transport, so that they run at the same time.
describe('contract of xapi over tcp', () => {
  for (const { number, title, skip, run } of contractCases(xapiHarness('tcp'))) {
    test.skipIf(skip !== undefined)(`${title} [${number}]`, run);
  }
});
