import { describe } from 'vitest';
import { profile } from '../../src/venues/chp/profile';
import { chpHarness } from './chp-harness';
import { NOT_OF_REMOTE, remoteHarness } from './remote-harness';
import { runContract } from './run-contract';

describe('contract of chp through a connector', () => {
  runContract(remoteHarness(chpHarness('repeating'), profile), {
    short: [6],
    without: NOT_OF_REMOTE,
  });
});
