import { describe } from 'vitest';
import { profile } from '../../src/venues/finnotech/profile';
import { finnotechHarness } from './finnotech-harness';
import { NOT_OF_REMOTE, remoteHarness } from './remote-harness';
import { runContract } from './run-contract';

describe('contract of finnotech through a connector', () => {
  runContract(remoteHarness(finnotechHarness(), profile), { short: [5, 6], without: NOT_OF_REMOTE });
});
