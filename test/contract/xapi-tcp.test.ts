import { describe } from 'vitest';
import { runContract } from './run-contract';
import { xapiHarness } from './xapi-harness';

// A file a transport, so that they run at the same time.
describe('contract of xapi over tcp', () => {
  runContract(xapiHarness('tcp'));
});
