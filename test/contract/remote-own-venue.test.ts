import { describe } from 'vitest';
import { larkHarness } from '../../examples/own-venue/harness';
import { profile } from '../../examples/own-venue/profile';
import { NOT_OF_REMOTE, remoteHarness } from './remote-harness';
import { runContract } from './run-contract';

describe('contract of a venue from outside through a connector', () => {
  runContract(remoteHarness(larkHarness(), profile), {
    short: [5],
    without: {
      ...NOT_OF_REMOTE,
      338: 'a list is written and read at once on the bus, and its records are longer than the rows of this venue',
    },
  });
});
