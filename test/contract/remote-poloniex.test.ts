import { describe } from 'vitest';
import { profile } from '../../src/venues/poloniex/profile';
import { poloniexHarness } from './poloniex-harness';
import { NOT_OF_REMOTE, remoteHarness } from './remote-harness';
import { runContract } from './run-contract';

describe('contract of poloniex through a connector', () => {
  runContract(remoteHarness(poloniexHarness(), profile), {
    // The others run over a Redis server where there is one, and at the other venues.
    short: [1, 2, 3, 4],
    without: NOT_OF_REMOTE,
  });
});
