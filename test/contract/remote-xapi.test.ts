import { describe } from 'vitest';
import { profile } from '../../src/venues/xapi/profile';
import { NOT_OF_REMOTE, remoteHarness } from './remote-harness';
import { runContract } from './run-contract';
import { xapiHarness } from './xapi-harness';

describe('contract of xapi through a connector', () => {
  runContract(remoteHarness(xapiHarness('websocket'), profile), { short: [1, 5, 6], without: NOT_OF_REMOTE });
});
