import { describe } from 'vitest';
import { larkHarness } from '../../examples/own-venue/harness';
import { runContract } from './run-contract';

describe('contract of a venue from outside', () => {
  runContract(larkHarness());
});
