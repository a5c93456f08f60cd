import { describe } from 'vitest';
import { runContract } from './run-contract';
import { xapiHarness } from './xapi-harness';

// A file a transport, so that they run at the same time.
describe('contract of xapi over websocket', () => {
  // The transport concerns connections and frames; what is in them is the same over TCP.
  runContract(xapiHarness('websocket'), { short: [1, 3, 7] });
});
